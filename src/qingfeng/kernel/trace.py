"""Traces: which cause a step has, across transactions, timers and processes.

A correlation is a text that travels with facts (`Envelope.correlation`) and timers (`Job.correlation`): the W3C
`traceparent` of the span that caused them when spans are recorded, else 32 hexadecimal digits. Spans are recorded only
after `begin`, which loads OpenTelemetry; until then a span is a variable set and reset, and nothing is imported.
Attributes are ids and words of the code's own, never what somebody wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any
from uuid import uuid4

_PARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_NOTHING: AbstractContextManager[None] = nullcontext()
EXPORT_SECONDS = 2
_cause: ContextVar[str] = ContextVar("cause", default="")


class _Recorder:
    """OpenTelemetry, once it was asked for."""

    def __init__(self, provider: Any, api: Any, context: Any) -> None:
        self._provider = provider
        self._api = api
        self._context = context
        self._tracer = provider.get_tracer("qingfeng")

    def span(self, correlation: str | None, name: str, attributes: dict[str, str]) -> AbstractContextManager[Any]:
        """`correlation` None: below the span that is open here."""
        found = _PARENT.fullmatch(correlation or "")
        parent = None if correlation is None else self._context()
        if found:
            above = self._api.SpanContext(
                int(found[1], 16),
                int(found[2], 16),
                is_remote=True,
                trace_flags=self._api.TraceFlags(int(found[3], 16)),
            )
            parent = self._api.set_span_in_context(self._api.NonRecordingSpan(above), parent)
        return self._open(name, parent, attributes)

    @contextmanager
    def _open(self, name: str, parent: Any, attributes: dict[str, str]) -> Iterator[None]:
        # Not the library's own way with errors: it keeps what they say, which may be what somebody wrote.
        with self._tracer.start_as_current_span(
            name, context=parent, attributes=attributes, record_exception=False, set_status_on_exception=False
        ):
            try:
                yield
            except Exception as error:
                self.mark(error)
                raise

    def mark(self, error: BaseException) -> None:
        span = self._api.get_current_span()
        span.set_status(self._api.StatusCode.ERROR)
        span.set_attribute("error.type", type(error).__name__)

    def here(self) -> str:
        at = self._api.get_current_span().get_span_context()
        return f"00-{at.trace_id:032x}-{at.span_id:016x}-{int(at.trace_flags):02x}" if at.is_valid else ""

    def end(self) -> None:
        self._provider.force_flush(EXPORT_SECONDS * 1000)
        self._provider.shutdown()


_recorder: _Recorder | None = None


def begin(role: str, endpoint: str, version: str) -> None:
    """Record spans of this process and send them to a collector (OTLP over HTTP). `endpoint`: without `/v1/traces`.

    Sampling, headers and batches are set by OpenTelemetry's own variables (OTEL_TRACES_SAMPLER, ...).
    """
    global _recorder
    from opentelemetry import trace as api
    from opentelemetry.context import Context
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    who = Resource.create({"service.name": f"qingfeng-{role}", "service.version": version})
    provider = TracerProvider(resource=who, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=EXPORT_SECONDS)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _recorder = _Recorder(provider, api, Context)


def end() -> None:
    """Send what is left and record no more. Blocks for a few seconds at most."""
    global _recorder
    recorder, _recorder = _recorder, None
    if recorder is not None:
        recorder.end()


def recording() -> bool:
    """Whether spans are recorded: for whatever would cost something only to name one."""
    return _recorder is not None


def here() -> str:
    """The correlation of what is being done now; empty when nobody has said."""
    return (_recorder.here() if _recorder is not None else "") or _cause.get()


def shown(correlation: str) -> str:
    """A correlation as logs show it: the trace's id alone."""
    found = _PARENT.fullmatch(correlation)
    return found[1] if found else correlation


class _Caused:
    """Sets the cause for a while."""

    __slots__ = ("_cause", "_token")

    def __init__(self, cause: str) -> None:
        self._cause = cause

    def __enter__(self) -> None:
        self._token: Token[str] = _cause.set(self._cause)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        _cause.reset(self._token)


def following(correlation: str, name: str, **attributes: str) -> AbstractContextManager[Any]:
    """A span below the one that caused it, maybe in another process. With an empty correlation it is a first one."""
    if _recorder is None:
        return _Caused(correlation)
    return _recorder.span(correlation, name, attributes)


def first(name: str, **attributes: str) -> AbstractContextManager[Any]:
    """The span of something that came from outside."""
    return _Caused(uuid4().hex) if _recorder is None else _recorder.span("", name, attributes)


def failed(error: BaseException | None) -> None:
    """Mark the span that is open here when there was an error; its type alone, never what it says."""
    if _recorder is not None and error is not None:
        _recorder.mark(error)


def span(name: str, **attributes: str) -> AbstractContextManager[Any]:
    """A part of what is being done here."""
    return _NOTHING if _recorder is None else _recorder.span(None, name, attributes)
