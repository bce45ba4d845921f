"""The traffic's line to the demo's administration: the switch, and the shop's word for who is logged in."""

from __future__ import annotations

import msgspec

from qingfeng.app.demo import content
from qingfeng.app.demo.desk import Account
from qingfeng.app.demo.life import Chance
from qingfeng.app.demo.switch import Switch
from qingfeng.app.demo.web import Refusal, Web
from qingfeng_client.generated import demo as calls
from qingfeng_client.generated import models as m


class NotDemo(Exception):
    """The server's tenant is not the demo: nothing simulated may happen there."""


class Control(Account):
    """Signed in as the demo's administrator, without a desk."""

    def __init__(self, web: Web, chance: Chance) -> None:
        super().__init__(web, chance, content.ADMIN)

    async def switch(self) -> Switch:
        """How it stands now. Raises NotDemo, Away; Refusal when the administrator may not sign in."""
        try:
            return msgspec.convert(await self.ask(calls.get_traffic()), Switch, from_attributes=True)
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise NotDemo(str(refusal)) from None
            raise

    async def identity(self, member: str) -> str | None:
        """What the shop signs for a customer; None for one whom this demo does not know."""
        try:
            found = await self.ask(calls.identity(m.IdentityIn(customer=member)))
        except Refusal as refusal:
            if refusal.status == 404:
                return None
            raise
        return found.identity
