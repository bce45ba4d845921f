"""Macros: several steps that are run as one. A person's own, and those shared with everybody of the tenant.

What the steps do is the flow's; here is what they are, which go together, and whose they are.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.errors import Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.conversations.tags import tidy as tidy_tags

MOST = 50
"""Macros one person may keep, and as many may be shared in a tenant."""
MOST_STEPS = 10
LONGEST = 40
LONGEST_SHORTCUT = 20
LONGEST_TEXT = 2000
FURTHEST_MINUTES = 90 * 24 * 60
TOP_PRIORITY = 9
_COLUMNS = "id, owner_id, owner_name, name, shortcut, shared, steps, version, used"

Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Code = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
Names = Annotated[list[Annotated[str, msgspec.Meta(max_length=200)]], msgspec.Meta(max_length=100)]


class _Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="do"):
    pass


class SayStep(_Step, frozen=True, kw_only=True, tag="say"):
    """Send words to the customer: a template's, or these."""

    template_id: UUID | None = None
    text: Text = ""


class InsertStep(_Step, frozen=True, kw_only=True, tag="insert"):
    """Put words into the reply that is being written, to be looked over and sent by hand."""

    template_id: UUID | None = None
    text: Text = ""


class NoteStep(_Step, frozen=True, kw_only=True, tag="note"):
    """Leave a note for colleagues."""

    text: Text


class TagStep(_Step, frozen=True, kw_only=True, tag="tag"):
    """Give tags and take some away; the others stay."""

    add: Names = []
    remove: Names = []


class PriorityStep(_Step, frozen=True, kw_only=True, tag="priority"):
    """How early it comes among those that wait: 0 as everybody, 9 first."""

    priority: Annotated[int, msgspec.Meta(ge=0, le=TOP_PRIORITY)]


class TransferStep(_Step, frozen=True, kw_only=True, tag="transfer"):
    """Pass it on to a queue, with what the next person needs to know."""

    queue_id: UUID
    note: Text


class CloseStep(_Step, frozen=True, kw_only=True, tag="close"):
    """End the talk. Without codes there is time to write up."""

    reason: Code
    codes: Annotated[list[Code], msgspec.Meta(max_length=15)] = []
    survey: bool = True


class SnoozeStep(_Step, frozen=True, kw_only=True, tag="snooze"):
    """Put it aside: for so many minutes, or until nine in the morning of the next day or the next Monday."""

    minutes: Annotated[int, msgspec.Meta(ge=1, le=FURTHEST_MINUTES)] | None = None
    morning: Literal["tomorrow", "monday"] | None = None


Step = SayStep | InsertStep | NoteStep | TagStep | PriorityStep | TransferStep | CloseStep | SnoozeStep
Steps = Annotated[list[Step], msgspec.Meta(max_length=100)]
ENDINGS = (TransferStep, CloseStep, SnoozeStep)
"""After one of these the conversation is not in one's hands any more: there is one at most, and it comes last."""
_ONCE = (InsertStep, PriorityStep, *ENDINGS)


class MacroDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a person writes. `shortcut` is typed after `/`."""

    name: str
    steps: list[Step]
    shortcut: str = ""
    shared: bool = False


class Macro(MacroDraft, frozen=True, kw_only=True):
    """A macro as kept. `version` grows with every change, `used` with every run."""

    id: UUID
    owner_id: UUID
    owner_name: str
    version: int
    used: int


def _macro_of(row: Record) -> Macro:
    return Macro(**{**dict(row), "steps": msgspec.convert(row["steps"], list[Step])})


def tidy(draft: MacroDraft) -> MacroDraft:
    """A macro as it is kept. Raises Invalid naming the field, `steps.1.text` for the text of the second step."""
    name = " ".join(draft.name.replace("\0", "").split())
    if not name:
        raise Invalid("empty", "Give the macro a name.", field="name")
    if len(name) > LONGEST:
        raise Invalid("too_long", f"A name has at most {LONGEST} characters; shorten it.", field="name", max=LONGEST)
    shortcut = draft.shortcut.strip().lstrip("/")
    if len(shortcut) > LONGEST_SHORTCUT or any(c.isspace() or c in "/\0" for c in shortcut):
        raise Invalid(
            "bad_shortcut",
            f"A shortcut has at most {LONGEST_SHORTCUT} characters, no blanks and no slash.",
            field="shortcut",
            max=LONGEST_SHORTCUT,
        )
    if not draft.steps:
        raise Invalid("no_steps", "A macro has at least one step; add one.", field="steps")
    if len(draft.steps) > MOST_STEPS:
        raise Invalid("too_many", f"A macro has at most {MOST_STEPS} steps.", field="steps", max=MOST_STEPS)
    _check_together(draft.steps)
    steps = [_tidy_step(step, f"steps.{at}") for at, step in enumerate(draft.steps)]
    return MacroDraft(name=name, shortcut=shortcut, shared=draft.shared, steps=steps)


def _check_together(steps: list[Step]) -> None:
    for at, step in enumerate(steps):
        if isinstance(step, ENDINGS) and step is not steps[-1]:
            raise Invalid("not_last", "After this step nothing can follow; move it to the end.", field=f"steps.{at}")
        if isinstance(step, _ONCE) and any(isinstance(other, type(step)) for other in steps[:at]):
            raise Invalid("only_once", "This step may occur once.", field=f"steps.{at}")
    if isinstance(steps[-1], ENDINGS):
        for at, step in enumerate(steps):
            if isinstance(step, InsertStep):
                raise Invalid(
                    "nothing_to_insert_into",
                    "A conversation that is passed on, closed or put aside has no reply to insert into; send it instead.",
                    field=f"steps.{at}",
                )


def _tidy_step(step: Step, at: str) -> Step:
    for name in ("text", "note"):
        if "\0" in getattr(step, name, ""):
            raise Invalid("bad_character", "The text contains a NUL character.", field=f"{at}.{name}")
    match step:
        case SayStep() | InsertStep():
            if (step.template_id is None) == (not step.text.strip()):
                raise Invalid("empty", "Choose a template or write a text.", field=f"{at}.text")
        case NoteStep() if not step.text.strip():
            raise Invalid("empty", "Write the note.", field=f"{at}.text")
        case TransferStep() if not step.note.strip():
            raise Invalid("empty", "Say in a note what the next person needs to know.", field=f"{at}.note")
        case TagStep():
            try:
                step = TagStep(add=tidy_tags(step.add), remove=tidy_tags(step.remove))
            except Invalid as error:
                raise Invalid(error.code, error.message, field=f"{at}.add", **error.params) from error
            if not step.add and not step.remove:
                raise Invalid("empty", "Name a tag to give or to take away.", field=f"{at}.add")
        case SnoozeStep() if (step.minutes is None) == (step.morning is None):
            raise Invalid("no_moment", "Name either minutes or a morning.", field=f"{at}.minutes")
    return step


async def macros(conn: Connection, me: UUID) -> list[Macro]:
    """Mine and those that others share, the most used first."""
    rows = await conn.fetch(
        f"SELECT {_COLUMNS} FROM conversations.macros WHERE owner_id = $1 OR shared ORDER BY used DESC, name, id", me
    )
    return [_macro_of(row) for row in rows]


async def shared_macros(conn: Connection) -> list[Macro]:
    """Those of everybody, by name."""
    rows = await conn.fetch(f"SELECT {_COLUMNS} FROM conversations.macros WHERE shared ORDER BY name, id")
    return [_macro_of(row) for row in rows]


async def macros_with(conn: Connection, template: UUID) -> list[str]:
    """Names of the macros, whosever they are, that speak by this template."""
    rows = await conn.fetch(
        "SELECT name FROM conversations.macros WHERE steps @> $1 ORDER BY name", [{"template_id": str(template)}]
    )
    return [row["name"] for row in rows]


async def macro(conn: Connection, id_: UUID, me: UUID) -> Macro:
    """One that is mine or shared. Raises NotFound: somebody else's own is as if it were not there."""
    return _found(await conn.fetchrow(_ONE, id_, me))


async def held_macro(tx: Tx, id_: UUID, me: UUID) -> Macro:
    """The same, locked. Raises NotFound."""
    return _found(await tx.row(f"{_ONE} FOR UPDATE", id_, me))


_ONE = f"SELECT {_COLUMNS} FROM conversations.macros WHERE id = $1 AND (owner_id = $2 OR shared)"


def _found(row: Record | None) -> Macro:
    if row is None:
        raise NotFound("not_found", "There is no such macro.", field="macro_id")
    return _macro_of(row)


async def make_macro(tx: Tx, by: Actor, draft: MacroDraft) -> Macro:
    """Keep a new macro. Raises Invalid, also when there are as many as one may have."""
    assert by.id is not None
    draft = tidy(draft)
    await _check_room(tx, by.id, draft.shared)
    row = await tx.row(
        "INSERT INTO conversations.macros (tenant_id, id, owner_id, owner_name, name, shortcut, shared, steps, made_at)"
        f" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING {_COLUMNS}",
        *(tx.tenant, tx.new_id(), by.id, by.name, draft.name, draft.shortcut, draft.shared),
        msgspec.to_builtins(draft.steps),
        tx.now,
    )
    return _found(row)


async def change_macro(tx: Tx, old: Macro, draft: MacroDraft) -> Macro:
    """Write a locked macro anew. Raises Invalid."""
    draft = tidy(draft)
    if draft.shared and not old.shared:
        await _check_room(tx, None, True)
    row = await tx.row(
        "UPDATE conversations.macros SET name = $2, shortcut = $3, shared = $4, steps = $5, version = version + 1"
        f" WHERE id = $1 RETURNING {_COLUMNS}",
        *(old.id, draft.name, draft.shortcut, draft.shared, msgspec.to_builtins(draft.steps)),
    )
    return _found(row)


async def drop_macro(tx: Tx, macro: Macro) -> None:
    await tx.execute("DELETE FROM conversations.macros WHERE id = $1", macro.id)


async def macro_used(tx: Tx, macro: Macro) -> None:
    """Counted as run once more."""
    await tx.execute("UPDATE conversations.macros SET used = used + 1 WHERE id = $1", macro.id)


async def _check_room(tx: Tx, owner: UUID | None, shared: bool) -> None:
    row = await tx.row(
        "SELECT count(*) FILTER (WHERE owner_id = $1) AS mine, count(*) FILTER (WHERE shared) AS common"
        " FROM conversations.macros WHERE owner_id = $1 OR shared",
        owner,
    )
    assert row is not None
    if row["mine"] >= MOST or (shared and row["common"] >= MOST):
        raise Invalid("too_many", f"There may be {MOST} macros; delete one first.", field="name", max=MOST)
