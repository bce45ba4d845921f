"""The two verbs: write a house's file, and read one into a house, shown first and then done whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec

from qingfeng.flow import looks
from qingfeng.flow.bundle import chats, content, groups, house, service
from qingfeng.flow.bundle.model import FORMAT, MOST_ITEMS, VERSION, Archive, ArchiveItem, Carry, Kind, What
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, Refused
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (*groups.KINDS, *service.KINDS, *content.KINDS[:2], *chats.KINDS, *house.KINDS, *content.KINDS[2:])
}
"""In the order in which they are brought in: what others name comes first."""
_NOT_THIS = "This is no file of settings that Qingfeng wrote"


class Plan(msgspec.Struct, frozen=True):
    """What bringing a file in does. `left`: how many of each kind the house has that the file does not know; they stay."""

    house: str
    items: list[ArchiveItem]
    left: dict[str, int]

    @property
    def digest(self) -> str:
        """Names exactly this."""
        return hashlib.sha256(msgspec.json.encode([self.items, self.left], order="deterministic")).hexdigest()[:16]

    @property
    def good(self) -> bool:
        return all(item.what != "wrong" for item in self.items)

    def counts(self) -> dict[What, int]:
        found: dict[What, int] = dict.fromkeys(("new", "changed", "same", "wrong"), 0)
        for item in self.items:
            found[item.what] += 1
        return found


class _OnlyLooked(Exception):
    """Takes back what was done to see what it does."""


def allowed(caller: Caller) -> list[Kind]:
    """The kinds of things that somebody may see and write. Raises Forbidden when there is none."""
    found = [kind for kind in KINDS.values() if caller.may(kind.needs)]
    if not found:
        caller.need("service.manage")
    return found


def chosen(caller: Caller, names: Collection[str] | None) -> list[Kind]:
    """The kinds named, or all that somebody may. Raises Invalid, Forbidden."""
    if names is None:
        return allowed(caller)
    for name in names:
        if name not in KINDS:
            raise Invalid("unknown_kind", f"There is no kind {name!r}; one of {', '.join(KINDS)}.", field="kinds")
        caller.need(KINDS[name].needs)
    return [kind for kind in KINDS.values() if kind.name in names]


async def counts(spine: Spine, caller: Caller) -> dict[str, int]:
    """How many there are of each kind that somebody may see."""
    async with spine.db.reading(caller.tenant) as conn:
        return {kind.name: len(await kind.read(conn)) for kind in allowed(caller)}


async def export(spine: Spine, caller: Caller, names: Collection[str] | None) -> bytes:
    """The file: JSON, in UTF-8. Raises Invalid, Forbidden."""
    kinds = chosen(caller, names)
    async with spine.db.reading(caller.tenant) as conn:
        tenant, _ = await spine.tenant(caller.tenant, conn)
        things = {kind.name: msgspec.to_builtins(await kind.read(conn)) for kind in kinds}
    made = Archive(made_at=spine.db.clock.now(), house=tenant.name, kinds=things)
    async with spine.work.tx(caller.tenant) as tx:
        told = {name: len(found) for name, found in things.items()}
        await access.audit(tx, caller.actor, "settings.exported", "archive", **told)
    return msgspec.json.format(msgspec.json.encode(made), indent=2)


def read(text: str) -> Archive:
    """Raises Invalid (field `text`) when it is no such file, or too much."""
    try:
        made = msgspec.json.decode(text.removeprefix("\ufeff").encode(), type=Archive)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise Invalid("not_an_archive", f"{_NOT_THIS}: {error}.", field="text") from None
    if made.version > VERSION:
        raise Invalid("newer_archive", "A newer version wrote this file; update this one first.", field="text")
    for name in made.kinds:
        if name not in KINDS:
            raise Invalid("unknown_kind", f"{_NOT_THIS}: it holds {name!r}.", field="text")
    if sum(map(len, made.kinds.values())) > MOST_ITEMS:
        raise Invalid("too_many", f"At most {MOST_ITEMS} things at once.", field="text", max=MOST_ITEMS)
    return made if made.version > 1 else _of_today(made)


def _of_today(made: Archive) -> Archive:
    """In files of version 1 a web chat's greeting stands in its look."""
    found = list(made.kinds.get("texts", []))
    for chat in made.kinds.get("web_chats", []):
        look = chat.get("look")
        greeting = look.get("greeting") if isinstance(look, dict) else None
        if isinstance(greeting, dict):
            said = {part: [greeting[part]] for part in ("zh", "en") if isinstance(greeting.get(part), str)}
            place = f"webchat {chat.get('name')} {chat.get('number', 1)}"
            found.append({"place": place, "texts": {"greeting": said}})
    return msgspec.structs.replace(made, kinds={**made.kinds, "texts": found}) if found else made


async def preview(spine: Spine, caller: Caller, text: str, names: Collection[str] | None = None) -> Plan:
    """What a file would do: it is done, looked at, and taken back. Raises Invalid, Forbidden."""
    plan: Plan | None = None
    try:
        async with spine.work.tx(caller.tenant) as tx:
            plan = await _do(Carry(tx, spine, caller), text, names)
            raise _OnlyLooked
    except _OnlyLooked:
        assert plan is not None
        return plan


async def bring_in(
    spine: Spine, caller: Caller, text: str, names: Collection[str] | None = None, *, digest: str
) -> Plan:
    """Do what was shown, whole or not at all. The same file again changes nothing.

    Raises Invalid, Forbidden; Conflict `settings_changed` when it would do something else than what was shown.
    """
    async with spine.work.tx(caller.tenant) as tx:
        carry = Carry(tx, spine, caller)
        plan = await _do(carry, text, names)
        if plan.digest != digest:
            raise Conflict("settings_changed", "Something was changed meanwhile; look at the preview again.")
        if not plan.good:
            raise Invalid("archive_has_faults", "Mend what is wrong; nothing was brought in.", field="text")
        await access.audit(tx, caller.actor, "settings.imported", "archive", house=plan.house, **plan.counts())
    spine.forget(caller.tenant)
    for chat in carry.chats:
        looks.tell(spine, caller.tenant, chat)
    return plan


async def _do(carry: Carry, text: str, names: Collection[str] | None) -> Plan:
    made = read(text)
    if names is None:
        names = [name for name, things in made.kinds.items() if things]
    items: list[ArchiveItem] = []
    left: dict[str, int] = {}
    for kind in chosen(carry.caller, names):
        if kind.name in made.kinds:
            found, others = await _kind(carry, kind, made.kinds[kind.name])
            items += found
            left[kind.name] = others
    return Plan(made.house, items, left)


async def _kind(carry: Carry, kind: Kind, things: Sequence[dict[str, Any]]) -> tuple[list[ArchiveItem], int]:
    """One after the other, each within a savepoint: one that is refused does not keep the next from being tried."""
    before = {kind.key(one): one for one in await kind.read(carry.tx.conn)}
    found: dict[int, ArchiveItem] = {}
    good: list[Any] = []
    places: dict[str, int] = {}
    for place, plain in enumerate(things, 1):
        try:
            one = _shaped(kind, plain, places)
        except Invalid as error:
            found[place] = _wrong(kind, place, _label(plain), error)
            continue
        places[kind.key(one)] = place
        good.append(one)
    for one in kind.order(good):
        place, old = places[kind.key(one)], before.get(kind.key(one))
        found[place] = await _one(carry, kind, place, one, old)
    after = {kind.key(one): one for one in await kind.read(carry.tx.conn)}
    items = [_compared(item, before.get(item.key), after.get(item.key)) for _, item in sorted(found.items())]
    return items, len(before.keys() - places.keys())


def _shaped(kind: Kind, plain: dict[str, Any], places: dict[str, int]) -> Any:
    try:
        one = msgspec.convert(plain, kind.shape)
    except msgspec.ValidationError as error:
        raise Invalid("bad_shape", str(error)) from None
    if "\x00" in msgspec.json.encode(one).decode() or "\\u0000" in msgspec.json.encode(one).decode():
        raise Invalid("bad_character", "This holds a NUL character.")
    if kind.key(one) in places:
        raise Invalid("twice", "This stands in the file twice.")
    return one


def _label(plain: dict[str, Any]) -> str:
    for name in ("title", "name", "name_zh", "zh", "code", "slug"):
        if isinstance(plain.get(name), str):
            return str(plain[name])[:120]
    return ""


async def _one(carry: Carry, kind: Kind, place: int, one: Any, old: Any) -> ArchiveItem:
    item = ArchiveItem(kind=kind.name, place=place, key=kind.key(one), name=kind.title(one), what="same")
    if old == one:
        return item
    carry.notes.clear()
    await carry.tx.execute("SAVEPOINT thing")
    try:
        await kind.write(carry, one)
    except Refused as error:
        await carry.tx.execute("ROLLBACK TO SAVEPOINT thing")
        return _wrong(kind, place, item.name, error, item.key)
    await carry.tx.execute("RELEASE SAVEPOINT thing")
    return msgspec.structs.replace(item, notes=list(carry.notes))


def _wrong(kind: Kind, place: int, name: str, error: Refused, key: str = "") -> ArchiveItem:
    if isinstance(error, Forbidden) and error.code == "forbidden":
        raise error
    return ArchiveItem(
        kind=kind.name,
        place=place,
        key=key,
        name=name,
        what="wrong",
        field=error.field,
        error=error.code,
        message=error.message,
        params=error.params,
    )


def _compared(item: ArchiveItem, before: Any, after: Any) -> ArchiveItem:
    """What really became of it: another spelling of what is there already changes nothing."""
    if item.what == "wrong" or after is None or before == after:
        return item
    if before is None:
        return msgspec.structs.replace(item, what="new")
    fields = [name for name in after.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    return msgspec.structs.replace(item, what="changed", changed=fields)


Say = Callable[[str], None]


def told(plan: Plan, say: Say) -> None:
    """A plan for a terminal: one line each, what is wrong with why."""
    for item in plan.items:
        if item.what == "same":
            continue
        about = f"{item.field}: {item.message}" if item.field else item.message or ", ".join(item.changed)
        say(f"{item.what:8} {item.kind:14} {item.name or item.key}  {about}".rstrip())
    say("  ".join(f"{what} {n}" for what, n in plan.counts().items()) + f"  left {sum(plan.left.values())}")


__all__ = ["FORMAT", "KINDS", "Plan", "allowed", "bring_in", "counts", "export", "preview", "read", "told"]
