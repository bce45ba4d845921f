"""The floor as desks see it: who is there, what waits. Reads that join the people, the queues and the ledger."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from qingfeng.contracts.people import Temporary
from qingfeng.flow.schemas import AgentCard, Bootstrap, DeskSettings, Reasons, SkillLevel, SkillOut, TeamOut
from qingfeng.flow.spine import Spine
from qingfeng.kernel.db import Connection
from qingfeng.modules.access.public import Caller
from qingfeng.modules.conversations import public as conversations
from qingfeng.modules.people import public as people
from qingfeng.modules.routing import public as routing
from qingfeng.ports.channel import MAX_TEXT


def card(agent: people.Agent, load: int, now: datetime, temporary: list[Temporary]) -> AgentCard:
    return AgentCard(
        id=agent.id,
        name=agent.name,
        team_id=agent.team_id,
        presence=agent.presence,
        load=load,
        capacity=agent.capacity,
        connected=agent.connected(now),
        skills=[SkillLevel(code, level) for code, level in sorted(agent.skills.items())],
        temporary=temporary,
    )


async def cards(conn: Connection, now: datetime, only: UUID | None = None) -> list[AgentCard]:
    """All agents' cards, or one agent's."""
    loads = await conversations.loads(conn) if only is None else {only: await conversations.load(conn, only)}
    given = await people.temporary(conn, only)
    return [
        card(agent, loads.get(agent.id, 0), now, given.get(agent.id, [])) for agent in await people.roster(conn, only)
    ]


async def bootstrap(spine: Spine, caller: Caller, conn: Connection) -> Bootstrap:
    """Everything a desk needs once, before its list."""
    now = spine.db.clock.now()
    tenant, settings = await spine.tenant(caller.tenant, conn)
    agents = await cards(conn, now)
    return Bootstrap(
        me=next((a for a in agents if a.id == caller.user_id), None),
        agents=agents,
        teams=[TeamOut(t.id, t.name, t.name_en) for t in await people.teams(conn)],
        queues=await routing.queue_cards(conn, now),
        skills=[SkillOut(k.code, k.name_zh, k.name_en) for k in await people.skills(conn)],
        reasons=Reasons(
            presence=settings.presence_reasons,
            close=settings.close_reasons,
            decline=settings.decline_reasons,
            wrap_up=settings.wrap_up_codes,
        ),
        settings=DeskSettings(
            offer_seconds=routing.OFFER_SECONDS,
            wrap_up_seconds=settings.wrap_up_seconds,
            send_key="enter",
            max_text=MAX_TEXT,
            max_upload_bytes=settings.max_upload_bytes,
            brand=tenant.name,
            bot_name_zh=settings.bot_name.zh,
            bot_name_en=settings.bot_name.en,
            translates=spine.translator is not None,
        ),
        now=now,
    )
