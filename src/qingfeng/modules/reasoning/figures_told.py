"""What the operator sees of the model: turns by what came of them, why the rules answered, tokens, money, time."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from qingfeng.modules.reasoning.model import Trace

_SECONDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 20.0, 60.0)

TURNS = Counter("qingfeng_model_turns", "Turns of the language model, by what came of them", ["outcome"])
FALLBACKS = Counter("qingfeng_model_fallbacks", "Turns that the rules took back, by why", ["reason"])
TOKENS = Counter("qingfeng_model_tokens", "Tokens, in and out", ["way"])
REMOVED = Counter("qingfeng_model_removed", "Sentences that stood in no source and were not said", ["fault"])
TURN = Histogram("qingfeng_model_turn_seconds", "A turn of the language model, tools and all", buckets=_SECONDS)
FIRST = Histogram("qingfeng_model_first_seconds", "Until the first sentence that was checked", buckets=_SECONDS)
RESTING = Gauge("qingfeng_model_resting", "Whether this process leaves the model alone for a while (1) or not (0)")


def tell(trace: Trace) -> None:
    TURNS.labels(trace.outcome).inc()
    if trace.fallback:
        FALLBACKS.labels(trace.fallback).inc()
    TOKENS.labels("in").inc(trace.tokens_in)
    TOKENS.labels("out").inc(trace.tokens_out)
    for one in trace.detail.removed:
        REMOVED.labels(one.fault).inc()
    TURN.observe(trace.milliseconds / 1000)
    if trace.first_ms is not None:
        FIRST.observe(trace.first_ms / 1000)
