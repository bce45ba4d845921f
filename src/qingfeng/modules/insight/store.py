"""Every write of insight. The columns are the fields of `model.Contact`, by name."""

from __future__ import annotations

from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Record
from qingfeng.kernel.uow import Tx
from qingfeng.modules.insight.model import Contact, Tally

FIELDS = Contact.__struct_fields__
COLUMNS = ", ".join(FIELDS)
_FACTS = tuple(name for name in FIELDS if name != "conversation_id")
_WRITE = (
    "UPDATE insight.contacts SET tally = $2, "
    + ", ".join(f"{name} = ${i}" for i, name in enumerate(_FACTS, 3))
    + " WHERE conversation_id = $1"
)


async def hold(tx: Tx, conversation: UUID) -> Tally:
    """The tally of a contact, locked until commit; an empty one, kept from now on, for a contact not heard of."""
    # Setting it to itself locks the row and reads what is there after the wait, in one statement.
    tally = await tx.value(
        "INSERT INTO insight.contacts (tenant_id, conversation_id) VALUES ($1, $2)"
        " ON CONFLICT (tenant_id, conversation_id) DO UPDATE SET tally = insight.contacts.tally RETURNING tally",
        tx.tenant,
        conversation,
    )
    return msgspec.convert(tally, Tally)


async def write(tx: Tx, tally: Tally, contact: Contact) -> None:
    await tx.execute(_WRITE, contact.conversation_id, tally, *(getattr(contact, name) for name in _FACTS))


async def get(conn: Connection, conversation: UUID) -> Contact | None:
    row = await conn.fetchrow(f"SELECT {COLUMNS} FROM insight.contacts WHERE conversation_id = $1", conversation)
    return None if row is None else contact_of(row)


def contact_of(row: Record) -> Contact:
    return Contact(**{name: row[name] for name in FIELDS})
