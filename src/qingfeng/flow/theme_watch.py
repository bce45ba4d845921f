"""Looks every ten minutes at what the customers of every house write about; one process of the cluster does."""

from __future__ import annotations

from uuid import UUID

from qingfeng.flow.rounds import Rounds
from qingfeng.kernel.leases import fence
from qingfeng.kernel.uow import Tx, Work
from qingfeng.modules.understanding import public as understanding


class ThemeWatch(Rounds):
    """A house in which nobody wrote since the last look costs one small read."""

    name = "themes"
    every = 600.0

    def __init__(self, work: Work, holder: str, reader: understanding.Reader) -> None:
        super().__init__(work, holder)
        self._reader = reader

    async def look(self, tenant: UUID, token: int) -> None:
        async def proved(tx: Tx) -> None:
            await fence(tx, self.name, token)

        await understanding.look_for_themes(self.work, self._reader, tenant, proved)
