"""Verbs of a house's intents and their examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.understanding import IntentCorrected
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import decisions, store, taxonomy
from qingfeng.modules.understanding.decisions import Said
from qingfeng.modules.understanding.store import NewExample
from qingfeng.modules.understanding.taxonomy import (
    EVERY,
    MOST_EXAMPLES,
    MOST_INTENTS,
    Intent,
    IntentDraft,
    IntentExample,
    Origin,
    example_text,
    likeness,
)


class ExampleRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A line that was not taken. `why`: it is an example of this intent (`known`) or of another one (`other_intent`,
    then `intent_id`; None: of no intent) already, nothing is to be seen in it, or it is too long."""

    line: int
    text: str
    why: Literal["known", "other_intent", "empty_text", "too_long"]
    intent_id: UUID | None = None


class ExamplesAdded(msgspec.Struct, frozen=True, kw_only=True):
    """`held_out`: so many of those that were added are of the test set. `masked`: so many had personal data in them."""

    added: int
    held_out: int
    masked: int
    refused: list[ExampleRefused]


# ------------------------------------------------------------------ intents
async def make_intent(tx: Tx, draft: IntentDraft, by: Actor) -> Intent:
    """Raises Invalid, Conflict (name_taken, too_many_intents)."""
    await store.lock(tx)
    kept = await store.intents(tx.conn)
    made = await _make(tx, kept, draft)
    await access.audit(tx, by, "intent.made", str(made.id), name=made.name_zh, code=made.code)
    return made


async def _make(tx: Tx, kept: list[Intent], draft: IntentDraft) -> Intent:
    draft = taxonomy.checked(draft)
    if len(kept) >= MOST_INTENTS:
        raise Conflict("too_many_intents", f"There are {MOST_INTENTS} intents already.", most=MOST_INTENTS)
    _check_free(kept, draft, None)
    code = taxonomy.code_of(draft.name_en, {one.code for one in kept}, str(len(kept) + 1))
    made = await store.put_intent(tx, code, draft)
    kept.append(made)
    return made


def _check_free(kept: Sequence[Intent], draft: IntentDraft, but: UUID | None) -> None:
    for one in kept:
        for field in ("name_zh", "name_en"):
            if one.id != but and getattr(one, field).casefold() == getattr(draft, field).casefold():
                raise Conflict("name_taken", "There is an intent of this name already.", field=field)


async def change_intent(tx: Tx, id_: UUID, draft: IntentDraft, version: int, by: Actor) -> Intent:
    """Other names, or archived: then it is learned no more. Raises NotFound, Invalid, Conflict (intent_changed)."""
    await store.lock(tx)
    held = await store.hold_intent(tx, id_)
    if held.version != version:
        raise Conflict("intent_changed", "Somebody has changed this intent meanwhile; look at it as it is now.")
    draft = taxonomy.checked(draft)
    _check_free(await store.intents(tx.conn), draft, id_)
    fields = ("name_zh", "name_en", "about", "archived")
    before, after = ({name: getattr(one, name) for name in fields} for one in (held, draft))
    if before == after:
        return held
    changed = await store.change_intent(tx, id_, draft)
    await access.audit(tx, by, "intent.changed", str(id_), before=before, after=after)
    return changed


async def drop_intent(tx: Tx, id_: UUID, by: Actor) -> None:
    """Forget one that has no examples. Raises NotFound; Conflict `intent_in_use`: move them, or archive it."""
    await store.lock(tx)
    held = await store.hold_intent(tx, id_)
    used = "SELECT EXISTS (SELECT FROM understanding.examples WHERE intent_id = $1 AND dropped_at IS NULL)"
    if await tx.value(used, id_):
        raise Conflict("intent_in_use", "It has examples: move or delete them first, or archive it.", field="intent_id")
    await store.drop_intent(tx, id_)
    await access.audit(tx, by, "intent.deleted", str(id_), name=held.name_zh, code=held.code)


async def lay_in(
    tx: Tx, taxonomy_: Sequence[tuple[IntentDraft, Sequence[str]]], outside: Sequence[str], by: Actor
) -> bool:
    """The intents a house begins with, with their examples. False: it has intents of its own, and nothing is done."""
    await store.lock(tx)
    kept = await store.intents(tx.conn)
    if kept:
        return False
    drafts: list[NewExample] = []
    for draft, texts in [*taxonomy_, (None, outside)]:
        intent = None if draft is None else (await _make(tx, kept, draft)).id
        drafts += [
            NewExample(intent_id=intent, text=text, likeness=likeness(text), origin="written", held_out=False)
            for text in map(example_text, texts)
        ]
    await put_examples(tx, drafts, by)
    return True


# ------------------------------------------------------------------ examples
async def add_examples(
    tx: Tx, intent: UUID | None, texts: Sequence[str], by: Actor, origin: Origin = "written"
) -> ExamplesAdded:
    """Those that are good and new; empty lines are passed over, of the others is told why not. Every fifth of an
    intent is held out. Raises NotFound, Conflict `too_many_examples`."""
    await store.lock(tx)
    if intent is not None:
        await store.hold_intent(tx, intent)
    new: dict[bytes, str] = {}
    refused: list[ExampleRefused] = []
    lines: dict[bytes, int] = {}
    masked = 0
    for line, text in enumerate(texts, 1):
        if not text.strip():
            continue
        try:
            kept = example_text(text)
        except Invalid as error:
            why: Literal["empty_text", "too_long"] = "too_long" if error.code == "too_long" else "empty_text"
            refused.append(ExampleRefused(line=line, text=text[:80], why=why))
            continue
        key = likeness(kept)
        if key in new:
            refused.append(ExampleRefused(line=line, text=kept[:80], why="known", intent_id=intent))
            continue
        new[key], lines[key] = kept, line
        masked += kept != taxonomy.cleaned(text)
    for key, (_, other) in (await store.alike(tx.conn, list(new))).items():
        why_not: Literal["known", "other_intent"] = "known" if other == intent else "other_intent"
        refused.append(ExampleRefused(line=lines[key], text=new.pop(key)[:80], why=why_not, intent_id=other))
    drafts = [
        NewExample(intent_id=intent, text=text, likeness=key, origin=origin, held_out=False)
        for key, text in new.items()
    ]
    held = await put_examples(tx, drafts, by)
    if drafts:
        target = "none" if intent is None else str(intent)
        await access.audit(tx, by, "intent.examples_added", target, count=len(drafts), origin=origin)
    return ExamplesAdded(
        added=len(drafts), held_out=held, masked=masked, refused=sorted(refused, key=lambda one: one.line)
    )


async def put_examples(tx: Tx, drafts: Sequence[NewExample], by: Actor) -> int:
    """Keep them, every fifth of an intent held out; gives how many are. Raises Conflict `too_many_examples`."""
    if not drafts:
        return 0
    if await store.count(tx.conn) + len(drafts) > MOST_EXAMPLES:
        message = f"A house has at most {MOST_EXAMPLES:,} examples; delete some first."
        raise Conflict("too_many_examples", message, most=MOST_EXAMPLES)
    places = await store.counted(tx.conn)
    spread = []
    for one in drafts:
        place = places[one.intent_id] = places.get(one.intent_id, 0) + 1
        spread.append(msgspec.structs.replace(one, held_out=place % EVERY == 0))
    await store.put_examples(tx, spread, by.name or by.kind)
    return sum(one.held_out for one in spread)


async def change_example(tx: Tx, id_: UUID, text: str, by: Actor) -> IntentExample:
    """Other words; they are the house's own from now on. Raises NotFound, Invalid, Conflict `other_intent`."""
    await store.lock(tx)
    held = await held_example(tx, id_)
    kept = example_text(text)
    if kept == held.text:
        return held
    key = likeness(kept)
    there = (await store.alike(tx.conn, [key])).get(key)
    if there is not None and there[0] != id_:
        raise Conflict("example_taken", "There is such an example already.", field="text")
    await store.change_example(tx, id_, kept, key, "written")
    await access.audit(tx, by, "intent.example_changed", _target(held.intent_id), example=str(id_))
    return await held_example(tx, id_)


async def hold_out(tx: Tx, id_: UUID, held_out: bool, by: Actor) -> IntentExample:
    """Whether it is of the test set, or learned from. Raises NotFound."""
    held = await held_example(tx, id_)
    if held.held_out != held_out:
        await store.hold_out(tx, [id_], held_out)
        await access.audit(
            tx, by, "intent.example_held_out" if held_out else "intent.example_let_in", _target(held.intent_id), example=str(id_)
        )  # fmt: skip
    return await held_example(tx, id_)


async def move_examples(tx: Tx, ids: Sequence[UUID], intent: UUID | None, by: Actor) -> int:
    """They are examples of this intent from now on, or of none. Gives how many. Raises NotFound."""
    await store.lock(tx)
    if intent is not None:
        await store.hold_intent(tx, intent)
    held = await store.hold_examples(tx, ids)
    await store.move(tx, [one.id for one in held], intent)
    if held:
        await access.audit(tx, by, "intent.examples_moved", _target(intent), count=len(held))
    return len(held)


async def drop_examples(tx: Tx, ids: Sequence[UUID], by: Actor) -> int:
    """May be brought back for a day. Gives how many."""
    held = await store.hold_examples(tx, ids)
    await store.drop_examples(tx, [one.id for one in held])
    if held:
        await access.audit(tx, by, "intent.examples_deleted", _common(held), count=len(held))
    return len(held)


async def restore_examples(tx: Tx, ids: Sequence[UUID], by: Actor) -> int:
    """Bring back what was deleted, but what is there again. Gives how many."""
    await store.lock(tx)
    held = await store.hold_examples(tx, ids, dropped=True)
    if await store.count(tx.conn) + len(held) > MOST_EXAMPLES:
        message = f"A house has at most {MOST_EXAMPLES:,} examples; delete some first."
        raise Conflict("too_many_examples", message, most=MOST_EXAMPLES)
    done = await store.restore_examples(tx, [one.id for one in held])
    if done:
        await access.audit(tx, by, "intent.examples_restored", _common(held), count=len(done))
    return len(done)


async def held_example(tx: Tx, id_: UUID) -> IntentExample:
    """Locked until commit. Raises NotFound."""
    found = await store.hold_examples(tx, [id_])
    if not found:
        raise NotFound("not_found", "There is no such example.", field="example_id")
    return found[0]


def _target(intent: UUID | None) -> str:
    return "none" if intent is None else str(intent)


def _common(held: Sequence[IntentExample]) -> str:
    of = {one.intent_id for one in held}
    return _target(of.pop()) if len(of) == 1 else "examples"


# ------------------------------------------------------------------ a label, corrected
async def correct(tx: Tx, said: Said, intent: UUID | None, by: Actor) -> None:
    """A person says what a customer's message is about (None: none of the intents). It becomes an example, masked; one
    that reads like it is of this intent from now on. Raises NotFound, Conflict (archived, too_many_examples)."""
    await store.lock(tx)
    chosen = None
    if intent is not None:
        chosen = await store.hold_intent(tx, intent)
        if chosen.archived:
            raise Conflict("intent_archived", "This intent is archived; choose another one.", field="intent_id")
    before = await decisions.at(tx.conn, said.conversation_id, said.seq)
    code, was = chosen.code if chosen else None, before.label if before else None
    await decisions.correct(tx, said, code, by.name or by.kind)
    await _example_of(tx, said, intent, by)
    tx.emit(
        IntentCorrected(
            conversation_id=said.conversation_id,
            message_id=said.message_id,
            seq=said.seq,
            intent=code,
            was=was,
            by=str(by),
        )
    )
    name = chosen.name_zh if chosen else None
    await access.audit(tx, by, "intent.corrected", str(said.conversation_id), seq=said.seq, name=name)


async def _example_of(tx: Tx, said: Said, intent: UUID | None, by: Actor) -> None:
    try:
        text = example_text(said.text[: taxonomy.LONGEST_TEXT])
    except Invalid:
        return  # nothing to be seen in it: the label is kept, there is nothing to learn from
    key = likeness(text)
    there = (await store.alike(tx.conn, [key])).get(key)
    if there is not None:
        if there[1] != intent:
            await store.relabel(tx, there[0], intent, by.name or by.kind)
        return
    if await store.count(tx.conn) >= MOST_EXAMPLES:
        message = f"A house has at most {MOST_EXAMPLES:,} examples; delete some first."
        raise Conflict("too_many_examples", message, most=MOST_EXAMPLES)
    draft = NewExample(
        intent_id=intent, text=text, likeness=key, origin="corrected", held_out=False, conversation_id=said.conversation_id
    )  # fmt: skip
    await store.put_examples(tx, [draft], by.name or by.kind)
