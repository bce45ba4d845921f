"""Structured logs: a static message, bound ids, personal data only under `pii.*` (dropped unless asked for)."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog

Logger = structlog.stdlib.BoundLogger


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
