"""What leaves conversations out of a list, a saved view or a search, beside the view itself."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import msgspec

from qingfeng.contracts.messages import Emotion, Tier

_COLUMNS = {"queue": "queue_id", "channel": "channel_kind", "tier": "customer_tier", "emotion": "emotion"}


class Only(msgspec.Struct, frozen=True, kw_only=True):
    """Which conversations are meant; None: any. `unanswered`: only those whose customer waits for a word."""

    queue: UUID | None = None
    agent: UUID | None = None
    channel: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    tag: Annotated[str, msgspec.Meta(max_length=30)] | None = None
    tier: Tier | None = None
    emotion: Emotion | None = None
    unanswered: bool = False

    def narrow(self) -> bool:
        """Whether any is left out."""
        return self.unanswered or any(getattr(self, name) is not None for name in (*_COLUMNS, "agent", "tag"))


def conditions(only: Only, args: list[object], *, table: str = "", agent: str = "agent_id") -> list[str]:
    """What the row of a conversation must be, its arguments added to `args`. `table`: what its columns are called by,
    with a dot; `agent`: whose it is."""
    parts = []
    for name, column in (*_COLUMNS.items(), ("agent", agent)):
        value = getattr(only, name)
        if value is not None:
            args.append(value)
            parts.append(f"{column if name == 'agent' else table + column} = ${len(args)}")
    if only.tag is not None:
        args.append(only.tag)
        parts.append(f"${len(args)} = ANY({table}tags)")
    if only.unanswered:
        parts.append(f"{table}waiting_since IS NOT NULL")
    return parts
