# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: rehearsal."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def dialogues() -> Call[m.DialoguesOut]:
    """All dialogues, by topic."""
    return Call("GET", "/api/v1/rehearsal/dialogues", m.DialoguesOut)


def export_file() -> Call[m.DialogueFileOut]:
    """All dialogues and who is in them, as one file."""
    return Call("GET", "/api/v1/rehearsal/file", m.DialogueFileOut)


def import_file(data: m.DialogueFileIn) -> Call[m.DialogueFileOut]:
    """Take in a file. 422 `bad_yaml`, `bad_dialogues`, `bad_dialogue` with the place and the reason; nothing is kept then."""
    return Call("PUT", "/api/v1/rehearsal/file", m.DialogueFileOut, body=data)


def dialogue(dialogue_id: str) -> Call[m.DialogueOut]:
    """One dialogue, as it is written."""
    return Call("GET", f"/api/v1/rehearsal/dialogues/{dialogue_id}", m.DialogueOut)


def change_dialogue(dialogue_id: str, data: m.DialogueIn) -> Call[m.DialogueOut]:
    """Write one dialogue anew; it keeps its id. 409 when somebody else was quicker."""
    return Call("PUT", f"/api/v1/rehearsal/dialogues/{dialogue_id}", m.DialogueOut, body=data)


def remove_dialogue(dialogue_id: str) -> Call[None]:
    """Remove one dialogue."""
    return Call("DELETE", f"/api/v1/rehearsal/dialogues/{dialogue_id}", None)


def runs() -> Call[m.RehearsalsOut]:
    """The rehearsals that are kept, the latest first."""
    return Call("GET", "/api/v1/rehearsal/runs", m.RehearsalsOut)


def ask(data: m.RehearsalIn) -> Call[m.RehearsalRun]:
    """Rehearse: all dialogues are played aside, and touch nothing real. 409 `rehearsal_going`, `no_dialogues`."""
    return Call("POST", "/api/v1/rehearsal/runs", m.RehearsalRun, body=data, keyed=True)


def run(run_id: UUID | str, *, failed: bool | None = None) -> Call[m.RehearsalOut]:
    """One rehearsal: its figures, beside the one before, and its dialogues turn by turn where they failed; all with `failed=false`."""
    return Call("GET", f"/api/v1/rehearsal/runs/{run_id}", m.RehearsalOut, query={"failed": failed})


def cancel(run_id: UUID | str) -> Call[m.RehearsalRun]:
    """Play it no further. 409 `rehearsal_ended`."""
    return Call("POST", f"/api/v1/rehearsal/runs/{run_id}/cancel", m.RehearsalRun, keyed=True)


def floor() -> Call[m.FloorOut]:
    """What a rehearsal must reach."""
    return Call("GET", "/api/v1/rehearsal/floor", m.FloorOut)


def set_floor(data: m.FloorIn) -> Call[m.FloorOut]:
    """Set what a rehearsal must reach from now on, and what becomes of a version that does not."""
    return Call("PUT", "/api/v1/rehearsal/floor", m.FloorOut, body=data)
