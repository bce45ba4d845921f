# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: intents."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def intents() -> Call[m.IntentsOut]:
    """All intents of the house, with how many examples each has, and how well it is recognised."""
    return Call("GET", "/api/v1/intents", m.IntentsOut)


def make(data: m.IntentIn) -> Call[m.Intent]:
    """A new intent. 409 `name_taken`, `too_many_intents`."""
    return Call("POST", "/api/v1/intents", m.Intent, body=data, keyed=True)


def change(intent_id: UUID | str, data: m.IntentChange) -> Call[m.Intent]:
    """Other names, or put away (`archived`) and taken back. 409 `intent_changed` when somebody else was quicker."""
    return Call("PUT", f"/api/v1/intents/{intent_id}", m.Intent, body=data)


def drop(intent_id: UUID | str) -> Call[None]:
    """Forget an intent that has no examples. 409 `intent_in_use`."""
    return Call("DELETE", f"/api/v1/intents/{intent_id}", None)


def examples(*, intent_id: UUID | None = None, outside: bool | None = None, kind: Literal['written', 'corrected', 'imported', 'held_out'] | None = None, q: str | None = None, cursor: str | None = None, limit: int | None = None) -> Listing[m.IntentExamplesOut, m.IntentExample]:
    """Examples, the latest first; `outside`: those of none of the intents; `kind`: of one origin, or the test set."""
    return Listing("GET", "/api/v1/intents/examples", m.IntentExamplesOut, query={"intent_id": intent_id, "outside": outside, "kind": kind, "q": q, "cursor": cursor, "limit": limit})


def add(data: m.IntentExamplesIn) -> Call[m.ExamplesAdded]:
    """Add examples, one a line. What is there already, or of another intent, is told and not added; personal data are masked; every fifth is held out for the test set."""
    return Call("POST", "/api/v1/intents/examples", m.ExamplesAdded, body=data, keyed=True)


def change_example(example_id: UUID | str, data: m.ExampleChange) -> Call[m.IntentExample]:
    """Other words, or another place: learned from, or held out. 409 `example_taken`."""
    return Call("PATCH", f"/api/v1/intents/examples/{example_id}", m.IntentExample, body=data)


def move(data: m.ExamplesMove) -> Call[m.ExamplesCountOut]:
    """They are examples of another intent from now on."""
    return Call("POST", "/api/v1/intents/examples/move", m.ExamplesCountOut, body=data, keyed=True)


def drop_examples(data: m.ExamplesChosen) -> Call[m.ExamplesCountOut]:
    """Delete examples; for a day they can be brought back."""
    return Call("POST", "/api/v1/intents/examples/delete", m.ExamplesCountOut, body=data, keyed=True)


def restore_examples(data: m.ExamplesChosen) -> Call[m.ExamplesCountOut]:
    """Bring back what was deleted, but what is there again."""
    return Call("POST", "/api/v1/intents/examples/restore", m.ExamplesCountOut, body=data, keyed=True)


def take_in(data: m.IntentImportIn) -> Call[m.IntentImportOut]:
    """Examples from CSV: what would become of it, with line and column of what is wrong; with `apply` all or nothing. An intent that is not there is made."""
    return Call("POST", "/api/v1/intents/import", m.IntentImportOut, body=data, keyed=True)


def export() -> Call[str]:
    """All examples as CSV, which `import` and `qingfeng eval intent` read."""
    return Call("GET", "/api/v1/intents/export", str)


def listed() -> Call[m.IntentVersionsOut]:
    """Trainings and what came of them, the latest first."""
    return Call("GET", "/api/v1/intents/versions", m.IntentVersionsOut)


def train() -> Call[m.IntentVersion]:
    """Train in the background of the examples as they are now. 409 `training_goes_on`; 422 `too_few_examples`."""
    return Call("POST", "/api/v1/intents/versions", m.IntentVersion, keyed=True)


def one(version_id: UUID | str, *, against: UUID | None = None) -> Call[m.IntentVersionWhole]:
    """One version: by intent, what it mistakes for what, and held against another: `against`, else the one that was published when it was trained."""
    return Call("GET", f"/api/v1/intents/versions/{version_id}", m.IntentVersionWhole, query={"against": against})


def cancel(version_id: UUID | str) -> Call[m.IntentVersion]:
    """Train it no further. 409 `training_ended`."""
    return Call("POST", f"/api/v1/intents/versions/{version_id}/cancel", m.IntentVersion, keyed=True)


def publish(version_id: UUID | str) -> Call[m.IntentVersion]:
    """Read messages by it from now on; an earlier version as well, while its model is kept. 409 `model_not_kept`."""
    return Call("POST", f"/api/v1/intents/versions/{version_id}/publish", m.IntentVersion, keyed=True)


def try_(data: m.IntentTryIn) -> Call[m.IntentTriedOut]:
    """What a version makes of a sentence: the likeliest intents, whether it is about any of them, and the nearest examples it learned from. Nothing is kept. 409 `nothing_published`."""
    return Call("POST", "/api/v1/intents/try", m.IntentTriedOut, body=data, keyed=True)
