"""How a tenant's web chats look: what was chosen for one, else what the house says of itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from qingfeng.flow import texts
from qingfeng.flow.spine import Settings, Spine
from qingfeng.kernel.db import Connection
from qingfeng.modules.access.public import Tenant
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.public import Both, BothLists, Look
from qingfeng.ports.channel import ChannelRef

CHANGED = "look"
"""The type of what every process is told when a web chat looks otherwise from now on."""


def first_look(tenant: Tenant, settings: Settings, sites: list[str]) -> Look:
    """How a web chat looks for which nobody has chosen anything."""
    quick = settings.quick_questions
    return Look(
        name=tenant.name,
        color=settings.brand_color,
        questions=BothLists(quick.zh, quick.en),
        sites=sites,
    )


async def look_of(spine: Spine, conn: Connection, channel: ChannelRef) -> tuple[Look, int]:
    """The look in force and its version; 0 while it is the first."""
    tenant, settings = await spine.tenant(channel.tenant, conn)
    kept = await channels.latest_look(conn, channel.id)
    if kept is not None:
        return kept.look, kept.version
    return first_look(tenant, settings, list(channel.config.get("allowed_origins") or [])), 0


def logo_url(spine: Spine, tenant: UUID, look: Look, settings: Settings) -> str | None:
    """Where the picture is fetched, signed and good for one to two hours; the house's own when none was chosen."""
    return settings.logo_url if look.logo is None else spine.links.url(tenant, look.logo, "logo")


def widget(look: Look, logo: str | None) -> dict[str, Any]:
    """The part of a widget's configuration that is chosen here; the preview is fed with the same."""
    return {
        "brand": {"name": look.name, "color": look.color, "logo_url": logo},
        "quick_questions": look.questions,
        "look": {
            "corner": look.corner,
            "x": look.offset_x,
            "y": look.offset_y,
            "launcher": look.launcher,
            "theme": look.theme,
            "languages": look.languages,
            "hide_on_phone": look.hide_on_phone,
        },
    }


class Seen(msgspec.Struct):
    """What a preview of a place needs besides what is being changed: the head of its chat, what the variable `brand.name`
    is, and all that it says there."""

    name: str
    color: str
    logo_url: str | None
    brand: Both
    texts: dict[str, Both]


async def seen(spine: Spine, conn: Connection, tenant_id: UUID, channel: ChannelRef | None) -> Seen:
    """`channel`: a web chat's own head and texts, any other's texts under the house's head; None: the house's."""
    tenant, settings = await spine.tenant(tenant_id, conn)
    look = first_look(tenant, settings, [])
    if channel is not None and channel.kind == "webchat":
        look, _ = await look_of(spine, conn, channel)
    said = texts.widget(await texts.in_force(conn, channel.id if channel else None), tenant, settings)
    brand = Both(texts.brand(tenant, settings, zh=True), texts.brand(tenant, settings, zh=False))
    return Seen(look.name, look.color, logo_url(spine, tenant_id, look, settings), brand, said)


def tell(spine: Spine, tenant: UUID, channel: UUID) -> None:
    """Every process reads the channel anew, and open chats ask how they look now."""
    spine.live.say(tenant, {"t": CHANGED, "channel": str(channel)})
