# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: language model."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def settings() -> Call[m.ModelSettings]:
    """What the house has chosen of its language model, and what there is to choose from."""
    return Call("GET", "/api/v1/language-model", m.ModelSettings)


def choose(data: m.ModelSettingsIn) -> Call[m.ModelSettings]:
    """Choose otherwise, from the next question on. 409 `no_model` where the installation has none; 422 by field."""
    return Call("PUT", "/api/v1/language-model", m.ModelSettings, body=data)


def tried(data: m.ModelTryIn) -> Call[m.ModelTriedOut]:
    """Ask the model as a stranger's first message would, with the choices as they are kept, also while it is off. No customer is told and no task begins; what it costs is counted. 409 `no_model`; 503 `model_resting`, `model_spent`."""
    return Call("POST", "/api/v1/language-model/try", m.ModelTriedOut, body=data, keyed=True)


def traces(*, conversation_id: UUID | None = None, outcome: Literal['answer', 'ask', 'ask_human', 'close', 'task', 'fell_back', 'overtaken'] | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.ModelTracesOut, m.ModelTraceLine]:
    """What the model did, the latest first: of all conversations or of one, everything or what ended in one way."""
    return Listing("GET", "/api/v1/language-model/traces", m.ModelTracesOut, query={"conversation_id": conversation_id, "outcome": outcome, "cursor": cursor, "limit": limit})


def trace(trace_id: UUID | str) -> Call[m.ModelTraceOut]:
    """How an answer came about: what was asked, used, shown, said and removed."""
    return Call("GET", f"/api/v1/language-model/traces/{trace_id}", m.ModelTraceOut)


def days(*, last: int | None = None) -> Call[m.ModelDaysOut]:
    """Turns, tokens and money by day, of so many days."""
    return Call("GET", "/api/v1/language-model/days", m.ModelDaysOut, query={"last": last})
