"""Verbs of customers: recognise, change, merge, un-merge."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.contracts.base import Actor
from qingfeng.contracts.conversations import CustomersMerged, CustomersUnmerged
from qingfeng.kernel import text
from qingfeng.kernel.errors import Conflict, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.customers import privacy, store
from qingfeng.modules.customers.model import Customer, Device, Identity, Kind, Merge, Order, guest_name, normal


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a sender: the channel's own name for them (`kind`, `id`) and what they or a platform say.

    `verified` covers phone, email and external together: the tenant's site or the platform vouches for them.
    """

    kind: Kind
    id: str
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    external: str | None = None
    verified: bool = False
    locale: str | None = None


async def identify(tx: Tx, claims: Claims) -> tuple[Customer, Customer | None]:
    """The customer behind a sender, made if new, and locked until commit.

    The second value is another record that turned out to be the same person (a guest's, or the one of a phone that the
    tenant vouches for): its history belongs to the first now and the caller moves the conversations (`merge`). Were
    there a third, the next contact finds it. Two different customer numbers are two people, whatever else they share.
    """
    vouched = _vouched(claims)
    own = Identity(claims.kind, claims.id, claims.verified)
    found = await _look_up(tx, own, vouched)
    if found.customer is None or (found.by_sender and vouched):
        # Two first contacts may have met: the second waits here, and then finds what the first has made.
        await store.hold_names(tx, [own, *vouched])
        found = await _look_up(tx, own, vouched)
    customer = found.customer or await _create(tx, claims, fresh=found.stranger)
    if found.stranger:
        await store.pass_on(tx, own, customer.id)
    elif not found.own_known:
        vouched = [own, *vouched]
    for identity in vouched:
        await store.put_identity(tx, customer.id, identity)
    return customer, found.same


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """`by_sender`: nothing vouched for names the customer, only the sender's own name. `same`: another record of the
    same person. `stranger`: the sender's own name is that of somebody with another customer number."""

    customer: Customer | None
    same: Customer | None
    own_known: bool
    by_sender: bool
    stranger: bool


async def _look_up(tx: Tx, own: Identity, vouched: list[Identity]) -> _Found:
    named = await store.named(tx, own, vouched)
    sender = named.get((own.kind, own.value))
    number = next((i.value for i in vouched if i.kind == "external"), None)
    numbered = named.get(("external", number)) if number else None
    others = {c.id for c in named.values()} - ({numbered.id} if numbered else set())
    strange = await store.numbered_otherwise(tx, list(others), number) if number and others else set()
    people = [c for i in vouched if (c := named.get((i.kind, i.value))) is not None and c.id not in strange]
    stranger = sender is not None and sender.id in strange
    guest = None if stranger else sender
    customer = people[0] if people else guest
    same = next((c for c in (guest, *people) if c is not None and customer is not None and c.id != customer.id), None)
    return _Found(customer=customer, same=same, own_known=sender is not None, by_sender=not people, stranger=stranger)


def _vouched(claims: Claims) -> list[Identity]:
    if not claims.verified:
        return []
    found = []
    for kind, value in (("external", claims.external), ("phone", claims.phone), ("email", claims.email)):
        spelled = normal(kind, value) if value else None
        if spelled:
            found.append(Identity(kind, spelled, True))  # type: ignore[arg-type]  # the three are kinds
    return found


async def _create(tx: Tx, claims: Claims, *, fresh: bool) -> Customer:
    # A visitor's own id becomes the guest's: their sockets know it before they have written anything.
    own = UUID(claims.id) if claims.kind == "visitor" and not fresh else None
    if own is not None and await privacy.is_erased(tx.conn, own):
        own = None  # whoever was erased comes back as somebody new
    id_ = own or tx.new_id()
    locale = claims.locale or "zh-CN"
    name = (claims.name or "").replace("\x00", "").strip()[:80] or guest_name(id_, locale)
    customer = Customer(
        id=id_,
        name=name,
        title="",
        tier="regular",
        city=None,
        locale=locale,
        tags=[],
        note="",
        merged_into=None,
        version=1,
    )
    await put(tx, customer)
    return customer


async def put(tx: Tx, customer: Customer, extra_words: str = "") -> None:
    """Add a customer (an existing id is left as it is)."""
    await store.insert(tx, customer, pinyin=text.pinyin(customer.name), search=_search(customer, extra_words))


async def change(tx: Tx, customer_id: UUID, changes: dict[str, Any], by: Actor) -> Customer:
    """Change name, title, tier, tags, note, city or the dedicated agent. Raises NotFound; Conflict when the record was merged away."""
    old = await store.hold(tx, customer_id)
    if old is None:
        raise NotFound("not_found", "There is no such customer.", field="customer_id")
    if old.merged_into is not None:
        raise Conflict("merged", "This record was merged into another customer; edit that one.", field="customer_id")
    if "name" in changes and not str(changes["name"]).strip():
        raise Invalid("empty", "A customer needs a name.", field="name")
    new = msgspec.structs.replace(old, **changes, version=old.version + 1)
    await store.update(tx, new, pinyin=text.pinyin(new.name), search=_search(new))
    return new


async def add_hint(tx: Tx, customer: Customer, kind: Kind, value: str) -> bool:
    """Keep contact data that the customer typed, unverified: shown to people, joins nothing. False when not well-formed."""
    spelled = normal(kind, value)
    if spelled is None:
        return False
    await store.put_hint(tx, customer.id, kind, spelled)
    return True


async def merge(tx: Tx, into_id: UUID, from_id: UUID, by: Actor, conversations: list[UUID]) -> Merge:
    """Everything of `from_id` now belongs to `into_id`; what was moved is written down so that it can be undone."""
    if into_id == from_id:
        raise Invalid("same_customer", "A customer cannot be merged with themselves.", field="other_id")
    first, second = sorted((into_id, from_id))
    held = {c.id: c for c in (await store.hold(tx, first), await store.hold(tx, second)) if c is not None}
    if len(held) < 2:
        raise NotFound("not_found", "There is no such customer.", field="other_id")
    if any(c.merged_into for c in held.values()):
        raise Conflict("merged", "One of the two was already merged into another customer.", field="other_id")
    gone = held[from_id]
    moved = await store.move(tx, from_id, into_id)
    moved["conversations"] = [str(c) for c in conversations]
    merged = Merge(
        id=tx.new_id(),
        into_id=into_id,
        from_id=from_id,
        from_name=gone.name,
        moved=moved,
        by=by.name or str(by),
        at=tx.now,
        undone=False,
    )
    await store.insert_merge(tx, merged)
    gone = msgspec.structs.replace(gone, merged_into=into_id)
    await store.update(tx, gone, pinyin=text.pinyin(gone.name), search=_search(gone))
    tx.emit(CustomersMerged(merge_id=merged.id, into_id=into_id, from_id=from_id))
    return merged


async def unmerge(tx: Tx, merge_id: UUID) -> Merge:
    """Give back what a merge moved. Raises NotFound; Conflict when it was undone already, or a later one must be first."""
    found = await store.hold_merge(tx, merge_id)
    if found is None:
        raise NotFound("not_found", "There is no such merge.", field="merge_id")
    if found.undone:
        raise Conflict("already_undone", "This merge was undone before.", field="merge_id")
    held = {id_: await store.hold(tx, id_) for id_ in sorted((found.into_id, found.from_id))}
    into = held[found.into_id]
    if into is not None and into.merged_into is not None:
        # What this merge moved has moved on with the record; it can be given back once it is there again.
        raise Conflict("merged", "The record was itself merged into another later; undo that first.", field="merge_id")
    await store.move(tx, found.into_id, found.from_id, found.moved)
    back = await store.get(tx.conn, found.from_id)
    assert back is not None
    back = msgspec.structs.replace(back, merged_into=None)
    await store.update(tx, back, pinyin=text.pinyin(back.name), search=_search(back))
    await store.mark_undone(tx, merge_id, tx.now)
    tx.emit(CustomersUnmerged(merge_id=merge_id, into_id=found.into_id, from_id=found.from_id))
    return found


async def put_order(tx: Tx, customer: UUID, order: Order) -> None:
    await store.put_order(tx, customer, order)


async def put_device(tx: Tx, customer: UUID, device: Device) -> None:
    await store.put_device(tx, customer, device)


def _search(customer: Customer, extra: str = "") -> str:
    words = text.tokens(f"{customer.name} {customer.city or ''} {' '.join(customer.tags)} {extra}")
    return text.tsv([*words, text.initials(customer.name)])
