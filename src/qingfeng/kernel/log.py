"""Structured logs: a static message, bound ids, personal data only under `pii.*` (dropped unless asked for)."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar
from typing import Any
from uuid import UUID

import structlog

from qingfeng.kernel import trace

Logger = structlog.stdlib.BoundLogger
_tenant: ContextVar[UUID | None] = ContextVar("tenant", default=None)


def concerns(tenant: UUID) -> None:
    """From here on this task works for that tenant: its lines say so."""
    _tenant.set(tenant)


def bind(**ids: str) -> None:
    """From here on every line of this task carries these ids (`conversation`, ...)."""
    structlog.contextvars.bind_contextvars(**ids)


def _where(_: Any, __: str, event: Any) -> Any:
    """For whom and why: looked up when a line is written, which is seldom, and not when something is done."""
    tenant, correlation = _tenant.get(), trace.here()
    if tenant is not None:
        event.setdefault("tenant", str(tenant))
    if correlation:
        event.setdefault("correlation", trace.shown(correlation))
    return event


def _drop_personal(_: Any, __: str, event: Any) -> Any:
    for name in [k for k in event if k.startswith("pii.")]:
        del event[name]
    return event


def configure(level: str = "info", form: str = "console", *, keep_personal: bool = False) -> None:
    """Set up logging of the process once. `form` is `console` or `json`."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    chain: list[Any] = [
        structlog.contextvars.merge_contextvars,
        _where,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    if not keep_personal:
        chain.append(_drop_personal)
    structlog.configure(
        processors=[*chain, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def get(name: str) -> Any:
    return structlog.get_logger(module=name)
