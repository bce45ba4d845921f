"""Customers from a table: rows read by the columns that were named, held against the customers there are, and written.

Who a row is about is told by what the house vouches for: customer number, phone, e-mail. Rows that share one of them
are one person. A blank cell leaves what is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.contracts.messages import Tier
from qingfeng.kernel.db import Connection
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.uow import Tx
from qingfeng.modules.customers import actions, store
from qingfeng.modules.customers.model import Customer, Identity, Kind, normal

Field = Literal["number", "name", "title", "tier", "phone", "email", "city", "locale", "tags", "note"]
FIELDS: tuple[Field, ...] = get_args(Field)
IDENTITIES: dict[Field, Kind] = {"number": "external", "phone": "phone", "email": "email"}
MOST_ROWS = 5_000
_LONGEST = {"name": 80, "title": 40, "city": 40, "note": 2000, "number": 200}
_TIERS: dict[str, Tier] = {
    **{tier: tier for tier in get_args(Tier)},
    "普通": "regular",
    "银卡": "silver",
    "金卡": "gold",
    "黑卡": "black",
}
_LOCALES = {"zh": "zh-CN", "zh-cn": "zh-CN", "中文": "zh-CN", "en": "en", "英文": "en", "english": "en"}
_CALLED: dict[Field, tuple[str, ...]] = {
    "number": ("number", "customer number", "external id", "客户编号", "编号", "会员号", "客户号"),
    "name": ("name", "customer", "full name", "姓名", "名称", "客户", "客户姓名", "客户名称"),
    "title": ("title", "salutation", "称呼"),
    "tier": ("tier", "level", "等级", "会员等级", "级别"),
    "phone": ("phone", "mobile", "telephone", "手机", "电话", "手机号", "联系电话", "手机号码"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱"),
    "city": ("city", "城市", "所在城市"),
    "locale": ("locale", "language", "语言"),
    "tags": ("tags", "labels", "标签"),
    "note": ("note", "notes", "remark", "备注", "说明"),
}
_FIELD = {name: field for field, names in _CALLED.items() for name in names}
MOST_TAGS = 20


class RowItem(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a row; `row` counts lines of the file from 1, the heading is the first. `id`: whom it is about, where
    that is somebody known. Of a wrong one: the field, the fault, a sentence."""

    row: int
    name: str
    what: Literal["new", "changed", "same", "wrong"]
    id: UUID | None = None
    changed: list[str] = []
    field: str | None = None
    error: str | None = None
    message: str | None = None


class _Person(msgspec.Struct):
    """Somebody as they will be. `fresh`: no record of theirs is there yet."""

    customer: Customer
    numbers: set[str]
    fresh: bool


def guessed(heading: Sequence[str]) -> list[Field | None]:
    """Which field each column seems to hold."""
    found: list[Field | None] = []
    for name in heading:
        field = _FIELD.get(name.strip().lower().replace("_", " "))
        found.append(field if field not in found else None)
    return found


def check_columns(columns: Sequence[Field | None]) -> None:
    """Raises Invalid (field `columns`) when two columns hold the same or none tells who somebody is."""
    named = [field for field in columns if field is not None]
    if len(set(named)) < len(named):
        raise Invalid("column_twice", "Two columns hold the same; choose another for one of them.", field="columns")
    if not set(named) & set(IDENTITIES):
        message = "Choose a column that tells who somebody is: customer number, phone or e-mail."
        raise Invalid("no_identity_column", message, field="columns")


def _values(cells: Sequence[str], columns: Sequence[Field | None]) -> dict[Field, str]:
    return {field: cell for field, cell in zip(columns, cells, strict=False) if field is not None and cell}


def _checked(values: Mapping[Field, str]) -> tuple[list[Identity], dict[str, Any]]:
    """Whom a row is about and what it says of them. Raises Invalid with the field."""
    for field, value in values.items():
        most = _LONGEST.get(field, 1000)
        if len(value) > most:
            raise Invalid("too_long", f"At most {most} characters.", field=field, max=most)
        if not all(c.isprintable() or (field == "note" and c in "\r\n\t") for c in value):
            raise Invalid("bad_character", "This holds characters that cannot be shown.", field=field)
    identities = []
    for field, kind in IDENTITIES.items():
        if field in values:
            spelled = normal(kind, values[field])
            if spelled is None:
                raise Invalid(f"bad_{field}", f"This is no {field}.", field=field)
            identities.append(Identity(kind, spelled, True))
    if not identities:
        raise Invalid("no_identity", "Without a number, phone or e-mail nobody can tell who this is.", field="number")
    said: dict[str, Any] = {f: values[f] for f in ("name", "title", "city", "note") if f in values}
    if "tier" in values:
        said["tier"] = _chosen("tier", values["tier"], _TIERS)
    if "locale" in values:
        said["locale"] = _chosen("locale", values["locale"], _LOCALES)
    if "tags" in values:
        said["tags"] = _tags(values["tags"])
    return identities, said


def _chosen(field: Field, value: str, known: Mapping[str, str]) -> str:
    found = known.get(value.lower())
    if found is None:
        raise Invalid(f"unknown_{field}", f"{value!r} is none of {', '.join(known)}.", field=field)
    return found


def _tags(value: str) -> list[str]:
    for mark in "；;，,、\n":
        value = value.replace(mark, "|")
    tags = list(dict.fromkeys(" ".join(tag.split()) for tag in value.split("|") if tag.strip()))
    if len(tags) > MOST_TAGS or any(len(tag) > 30 for tag in tags):
        raise Invalid(
            "bad_tags", f"At most {MOST_TAGS} tags of 30 characters, with | between.", field="tags", max=MOST_TAGS
        )
    return tags


class Bringing:
    """Rows on their way in. Looks people up all at once, then goes row by row; writes with a transaction, else only says
    what it would do."""

    def __init__(self, conn: Connection, tx: Tx | None, by: Actor) -> None:
        self._conn, self._tx, self._by = conn, tx, by
        self._people: dict[UUID, _Person] = {}
        self._names: dict[tuple[str, str], UUID] = {}

    async def rows(self, rows: Iterable[tuple[int, Sequence[str]]], columns: Sequence[Field | None]) -> list[RowItem]:
        """What becomes of each, in their order."""
        read: list[tuple[int, dict[Field, str], tuple[list[Identity], dict[str, Any]] | Invalid]] = []
        for row, cells in rows:
            values = _values(cells, columns)
            try:
                read.append((row, values, _checked(values)))
            except Invalid as error:
                read.append((row, values, error))
        await self._look_up([i for _, _, found in read if not isinstance(found, Invalid) for i in found[0]])
        return [await self._row(*one) for one in read]

    async def _look_up(self, identities: list[Identity]) -> None:
        if self._tx is not None:
            await store.hold_names(self._tx, identities)
        for customer, kind, value in await store.holders_of(self._conn, identities):
            self._names[kind, value] = customer.id
            self._people.setdefault(customer.id, _Person(customer, set(), False))
        for id_, number in await store.numbers_of(self._conn, list(self._people)):
            self._people[id_].numbers.add(number)

    async def _row(
        self, row: int, values: Mapping[Field, str], found: tuple[list[Identity], dict[str, Any]] | Invalid
    ) -> RowItem:
        name = values.get("name", "")[:80]
        try:
            if isinstance(found, Invalid):
                raise found
            return await self._one(row, *found)
        except Invalid as error:
            wrong = {"field": error.field, "error": error.code, "message": error.message}
            return RowItem(row=row, name=name, what="wrong", **wrong)  # type: ignore[arg-type]

    async def _one(self, row: int, identities: list[Identity], said: dict[str, Any]) -> RowItem:
        ids = {self._names[i.kind, i.value] for i in identities if (i.kind, i.value) in self._names}
        number = next((i.value for i in identities if i.kind == "external"), None)
        if len(ids) > 1:
            raise Invalid("two_people", "Number, phone and e-mail belong to different customers; merge them first.", field="number")  # fmt: skip
        person = self._people[ids.pop()] if ids else None
        if person is not None and number is not None and person.numbers and number not in person.numbers:
            raise Invalid("other_number", "Somebody with another customer number has this phone or e-mail.", field="number")  # fmt: skip
        return await (
            self._new(row, identities, said) if person is None else self._known(row, person, identities, said)
        )

    async def _new(self, row: int, identities: list[Identity], said: dict[str, Any]) -> RowItem:
        if "name" not in said:
            raise Invalid("required", "A new customer needs a name.", field="name")
        id_ = self._tx.new_id() if self._tx else UUID(int=row)
        blank: dict[str, Any] = {
            "title": "",
            "tier": "regular",
            "city": None,
            "locale": "zh-CN",
            "tags": [],
            "note": "",
        }
        customer = Customer(id=id_, merged_into=None, version=1, **{**blank, **said})
        if self._tx:
            await actions.put(self._tx, customer)
        await self._learn(_Person(customer, set(), True), identities)
        return RowItem(row=row, name=customer.name, what="new")

    async def _known(self, row: int, person: _Person, identities: list[Identity], said: dict[str, Any]) -> RowItem:
        old = person.customer
        changes = {field: value for field, value in said.items() if getattr(old, field) != value}
        more = [i for i in identities if (i.kind, i.value) not in self._names]
        person.customer = replace(old, **changes)
        if self._tx and changes:
            await actions.change(self._tx, old.id, changes, self._by)
        await self._learn(person, more)
        changed = [*changes, *(field for field, kind in IDENTITIES.items() if any(i.kind == kind for i in more))]
        what: Literal["changed", "same"] = "changed" if changed else "same"
        return RowItem(row=row, name=old.name, what=what, id=None if person.fresh else old.id, changed=changed)

    async def _learn(self, person: _Person, identities: list[Identity]) -> None:
        id_ = person.customer.id
        self._people[id_] = person
        for identity in identities:
            self._names[identity.kind, identity.value] = id_
            if identity.kind == "external":
                person.numbers.add(identity.value)
            if self._tx:
                await store.put_identity(self._tx, id_, identity)
