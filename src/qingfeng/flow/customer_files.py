"""Customers into a house and out of it, as tables: rows in batches, each batch whole; names shown on desks follow."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Literal
from uuid import UUID

from qingfeng.flow import panel
from qingfeng.flow.spine import Spine
from qingfeng.kernel import table
from qingfeng.kernel.db import Retryable
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.workbook import BOM, Cell, Sheet, line, workbook
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.customers import public as customers
from qingfeng.modules.customers.public import bring

Locale = Literal["zh-CN", "en"]
AT_ONCE = 200
TRIES = 3
PAGE = 1_000
MOST_IN_WORKBOOK = 50_000
_HEAD: dict[Locale, tuple[str, ...]] = {
    "zh-CN": ("客户编号", "姓名", "称呼", "等级", "手机", "邮箱", "城市", "语言", "标签", "备注"),
    "en": ("Number", "Name", "Title", "Tier", "Phone", "Email", "City", "Language", "Tags", "Note"),
}
_WHY: dict[Locale, tuple[str, str]] = {"zh-CN": ("行号", "原因"), "en": ("Line", "Why")}


class Read:
    """A table that was brought: its heading, and its rows with the lines they stand on."""

    def __init__(self, data: bytes, columns: Sequence[bring.Field | None] | None) -> None:
        """`columns`: what each holds; None: as its heading seems to say. Raises Invalid (fields `file`, `columns`)."""
        rows = table.read(data, most=bring.MOST_ROWS)
        self.heading = rows[0]
        self.columns = list(columns) if columns is not None else bring.guessed(self.heading)
        self.rows = [(at, cells) for at, cells in enumerate(rows[1:], 2) if cells]

    def check(self) -> None:
        """Raises Invalid (field `columns`)."""
        bring.check_columns(self.columns)

    def faults(self, items: Sequence[bring.RowItem], locale: Locale) -> bytes:
        """The rows that are wrong as they were brought, with the line and the reason before them: to be mended and brought
        again (the two columns before are taken for nothing)."""
        wrong = {item.row: item for item in items if item.what == "wrong"}
        lines = [line([*_WHY[locale], *self.heading])]
        for at, cells in self.rows:
            if at in wrong:
                told = wrong[at]
                lines.append(line([str(at), f"{told.field or ''}: {told.message or ''}", *cells]))
        return BOM.encode() + b"".join(lines)


async def preview(spine: Spine, caller: Caller, read: Read) -> list[bring.RowItem]:
    """What bringing the rows in would do; changes nothing. Raises Invalid (field `columns`)."""
    read.check()
    async with spine.db.reading(caller.tenant) as conn:
        return await bring.Bringing(conn, None, caller.actor).rows(read.rows, read.columns)


async def bring_in(spine: Spine, caller: Caller, read: Read) -> list[bring.RowItem]:
    """Write the rows that are right and leave the others; the same again changes nothing. Raises Invalid."""
    read.check()
    items: list[bring.RowItem] = []
    for at in range(0, len(read.rows), AT_ONCE):
        items += await _again(spine, caller, read, at)
    return items


async def _again(spine: Spine, caller: Caller, read: Read, at: int) -> list[bring.RowItem]:
    """A batch; once more when it met with customers who were writing at that moment."""
    for left in reversed(range(TRIES)):
        try:
            return await _batch(spine, caller, read, at)
        except Retryable:
            if not left:
                raise
    raise AssertionError  # the last try returns or raises


async def _batch(spine: Spine, caller: Caller, read: Read, at: int) -> list[bring.RowItem]:
    async with spine.work.tx(caller.tenant) as tx:
        part = read.rows[at : at + AT_ONCE]
        done = await bring.Bringing(tx.conn, tx, caller.actor).rows(part, read.columns)
        for item in done:
            if item.id is not None and {"name", "tier"} & set(item.changed):
                known = await customers.get(tx.conn, item.id)
                assert known is not None  # it was changed just now
                await panel.show(tx, known)
        counts = {what: sum(item.what == what for item in done) for what in ("new", "changed", "same", "wrong")}
        await access.audit(tx, caller.actor, "customer.imported", "table", first_line=part[0][0], **counts)
        return done


async def pages(spine: Spine, caller: Caller) -> AsyncIterator[list[tuple[str, ...]]]:
    """All customers, page by page, in the columns of `_HEAD`; what identifies them masked for whoever may not see it."""
    after: UUID | None = None
    full = caller.may("customers.reveal")
    while True:
        async with spine.db.reading(caller.tenant) as conn:
            found = await customers.pages(conn, after, PAGE)
        if found:
            yield [_row(customer, known, full=full) for customer, known in found]
            after = found[-1][0].id
        if len(found) < PAGE:
            return


def _row(customer: customers.Customer, known: dict[str, str], *, full: bool) -> tuple[str, ...]:
    number, phone, email = (
        (value if full else customers.masked(kind, value)) if (value := known.get(kind)) else ""
        for kind in ("external", "phone", "email")
    )
    about = (customer.name, customer.title, customer.tier, phone, email, customer.city or "", customer.locale)
    return (number, *about, "|".join(customer.tags), customer.note)


async def told(spine: Spine, caller: Caller, format_: str) -> None:
    """Write down that somebody takes all customers out."""
    async with spine.work.tx(caller.tenant) as tx:
        detail = {"format": format_, "masked": not caller.may("customers.reveal")}
        await access.audit(tx, caller.actor, "customer.exported", "table", **detail)


async def csv(spine: Spine, caller: Caller, locale: Locale) -> AsyncIterator[bytes]:
    """The file, piece by piece: no more than a page is held at once."""
    yield BOM.encode() + line(_HEAD[locale])
    async for rows in pages(spine, caller):
        yield b"".join(map(line, rows))


async def xlsx(spine: Spine, caller: Caller, locale: Locale) -> bytes:
    """A workbook. Raises Invalid when there are too many for one."""
    rows: list[Sequence[Cell]] = [_HEAD[locale]]
    async for page in pages(spine, caller):
        rows += page
        if len(rows) > MOST_IN_WORKBOOK + 1:
            message = f"A workbook holds at most {MOST_IN_WORKBOOK} customers; take CSV."
            raise Invalid("too_many_rows", message, field="format", max=MOST_IN_WORKBOOK)
    width = [20.0, 16, 10, 10, 18, 26, 12, 10, 24, 40]
    return workbook([Sheet("客户" if locale == "zh-CN" else "Customers", rows, [0] * len(width), width)])
