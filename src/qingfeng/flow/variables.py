"""What a template may speak of: everything the record knows of a conversation, in words, in Chinese or English.

A variable whose value is not known is left out; the template then shows it as missing, and nobody invents it.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from qingfeng.flow import schemas as s
from qingfeng.flow.spine import Spine
from qingfeng.flow.wording import day, hours_in_words, latin, moment, place, status, tier, title, wait_in_words
from qingfeng.kernel.db import Connection
from qingfeng.modules.access import public as access
from qingfeng.modules.access.public import Caller
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Hours
from qingfeng.modules.conversations.public import Conversation
from qingfeng.modules.customers import public as customers
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing

RETURNED = frozenset({"refunding", "refunded"})
ARRIVED = frozenset({"delivered", "signed", "returned"})
_TAIL = re.compile(r"\d{4}\Z")


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Where the words are said: `locale` of the text, `now` in UTC and `zone` of the house."""

    locale: str
    now: datetime
    zone: ZoneInfo

    @property
    def zh(self) -> bool:
        return self.locale.startswith("zh")

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()


async def variables(
    spine: Spine, conn: Connection, caller: Caller, conv: Conversation, out: s.CustomerOut, locale: str
) -> dict[str, str]:
    """The values of all variables that are known, by name. `locale`: of the text they are for."""
    hours = await channels.hours(conn)
    now = spine.db.clock.now()
    scene = Scene(locale=locale, now=now, zone=ZoneInfo(hours.tz if hours else access.ZONE))
    values = {
        "conversation.id": str(conv.id)[-8:],
        **of_customer(out, scene),
        **of_device(out, scene),
        **of_order(out, conv.subject, scene),
        **await _house(spine, conn, caller.tenant, scene, hours),
        **await _desk(spine, conn, caller, scene),
        **await _line(conn, conv, scene),
    }
    return {name: value for name, value in values.items() if value}


def of_customer(out: s.CustomerOut, scene: Scene) -> dict[str, str]:
    """Who they are. A visitor who has not said their name has none."""
    shown = next((i.value for i in out.identities if i.kind == "phone"), "")
    values = {
        "customer.tier": tier(out.tier, scene.zh),
        "customer.city": out.city or "" if scene.zh else place(out.city or ""),
        "customer.phone": shown,
        "customer.phone_tail": shown[-4:] if _TAIL.search(shown) else "",
    }
    if out.name not in (customers.guest_name(out.id, "zh-CN"), customers.guest_name(out.id, "en")):
        values["customer.name"] = out.name if scene.zh else latin(out.name)
        values["customer.title"] = title(out.name, out.title, scene.zh)
    return values


def of_order(out: s.CustomerOut, subject: str, scene: Scene) -> dict[str, str]:
    """The order they wrote about, else their latest."""
    order = next((o for o in out.orders if o.no in subject), out.orders[0] if out.orders else None)
    if order is None:
        return {}
    values = {
        "order.no": order.no,
        "order.item": order.items[0].name if order.items else "",
        "order.status": status(order.status, scene.zh),
        "order.amount": order.amount,
        "refund.amount": order.amount if order.status in RETURNED else "",
    }
    way = order.shipment
    if way is not None:
        values |= {"order.carrier": way.company, "order.tracking": way.no}
        values["order.eta"] = "" if way.status in ARRIVED else _eta(way.eta, scene)
    return values


def _eta(text: str | None, scene: Scene) -> str:
    """A date or time in words; what a carrier says in words of its own stays as it is. One that has passed is no estimate."""
    if not text:
        return ""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-07-12"):
        return day(at.date(), scene.today, scene.zh) if at.date() >= scene.today else ""
    local = at.astimezone(scene.zone) if at.tzinfo else at.replace(tzinfo=scene.zone)
    return moment(local, scene.today, scene.zh) if local >= scene.now else ""


def of_device(out: s.CustomerOut, scene: Scene) -> dict[str, str]:
    """The device they wrote about is not known; their first one stands for it."""
    if not out.devices:
        return {}
    device = out.devices[0]
    until = device.warranty_until
    return {
        "device.name": device.name,
        "device.model": device.model,
        "device.serial": device.serial,
        "device.warranty_until": day(until, scene.today, scene.zh, year=True) if until else "",
    }


async def _house(spine: Spine, conn: Connection, tenant_id: UUID, scene: Scene, hours: Hours | None) -> dict[str, str]:
    """The brand, and whatever fixed words the tenant has set; those win."""
    tenant, settings = await spine.tenant(tenant_id, conn)
    values = {"brand.name": tenant.name, "brand.hours": hours_in_words(hours.weekly, scene.zh) if hours else ""}
    return values | {name: words.zh if scene.zh else words.en for name, words in settings.words.items()}


async def _desk(spine: Spine, conn: Connection, caller: Caller, scene: Scene) -> dict[str, str]:
    """Who writes, in which team, under whom."""
    values = {"agent.name": caller.name if scene.zh else latin(caller.name)}
    roster = await people.roster(conn, caller.user_id)
    team = next((t for t in await people.teams(conn) if roster and t.id == roster[0].team_id), None)
    if team is not None:
        _, settings = await spine.tenant(caller.tenant, conn)
        values["agent.team"] = team.name if scene.zh else team.name_en
        above = settings.supervisors.get(team.code, "")
        values["supervisor.name"] = above if scene.zh else latin(above)
    return values


async def _line(conn: Connection, conv: Conversation, scene: Scene) -> dict[str, str]:
    """Place and wait of one who still waits: how many are before them, and the announced range of minutes."""
    if conv.phase not in ("queued", "offered") or conv.queue_id is None:
        return {}
    place = await routing.position(conn, conv)
    wait = await routing.estimate(conn, conv.queue_id, place, scene.now)
    values = {"queue.position": str(place - 1)}
    if wait.low_minutes is not None and wait.high_minutes is not None:
        values["queue.wait"] = wait_in_words(wait.low_minutes, wait.high_minutes, scene.zh)
    return values
