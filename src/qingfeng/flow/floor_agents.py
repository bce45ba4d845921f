"""What a supervisor changes of an agent from the floor, over HTTP (permission floor.manage)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import delete, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from qingfeng.contracts.people import Kind, State
from qingfeng.flow import floor, reasons
from qingfeng.flow.schemas import AgentCard, Code
from qingfeng.flow.spine import Spine
from qingfeng.kernel.errors import NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access.public import Caller
from qingfeng.modules.people import public as people

TAGS = ["floor"]


class GiveState(msgspec.Struct, forbid_unknown_fields=True):
    """`until`: when what the agent had chosen comes back; null: it stays until somebody chooses another state."""

    state: State
    reason: Code | None = None
    until: datetime | None = None


class GiveSkills(msgspec.Struct, forbid_unknown_fields=True):
    """`skills`: level 1 to 5 by the skill's code; those that are not named are out of use until then."""

    skills: dict[str, int]
    until: datetime


@put("/api/v1/floor/agents/{agent_id:uuid}/state", tags=TAGS)
async def give_state(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    agent_id: FromPath[UUID],
    data: JSONBody[GiveState],
) -> AgentCard:
    """Put an agent into a state, for a while or for good. They see who did it, and may choose another."""
    caller.need("floor.manage")
    async with spine.work.tx(caller.tenant) as tx:
        _, settings = await spine.tenant(caller.tenant, tx.conn)
        people.check_state(data.state, data.reason, reasons.usable(settings.presence_reasons))
        await people.give_state(tx, agent_id, (data.state, data.reason), data.until, caller.actor)
        return await _card(tx, agent_id)


@put("/api/v1/floor/agents/{agent_id:uuid}/skills", tags=TAGS)
async def give_skills(
    caller: NamedDependency[Caller],
    spine: NamedDependency[Spine],
    agent_id: FromPath[UUID],
    data: JSONBody[GiveSkills],
) -> AgentCard:
    """Have an agent answer for other skills until a moment; those of their seat stay as they are behind them."""
    caller.need("floor.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await people.give_skills(tx, agent_id, data.skills, data.until, caller.actor)
        return await _card(tx, agent_id)


@delete("/api/v1/floor/agents/{agent_id:uuid}/state", tags=TAGS, status_code=200)
async def take_state_back(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], agent_id: FromPath[UUID]
) -> AgentCard:
    """Let what the agent had chosen hold again. No state given is no error."""
    return await _take_back(caller, spine, agent_id, "state")


@delete("/api/v1/floor/agents/{agent_id:uuid}/skills", tags=TAGS, status_code=200)
async def take_skills_back(
    caller: NamedDependency[Caller], spine: NamedDependency[Spine], agent_id: FromPath[UUID]
) -> AgentCard:
    """Let the skills of the agent's seat hold again. No skills given is no error."""
    return await _take_back(caller, spine, agent_id, "skills")


async def _take_back(caller: Caller, spine: Spine, agent: UUID, kind: Kind) -> AgentCard:
    caller.need("floor.manage")
    async with spine.work.tx(caller.tenant) as tx:
        await people.take_back(tx, agent, kind, caller.actor)
        return await _card(tx, agent)


async def _card(tx: Tx, agent: UUID) -> AgentCard:
    found = await floor.cards(tx.conn, tx.now, agent)
    if not found:
        raise NotFound("not_an_agent", "This user takes no conversations.", field="agent_id")
    return found[0]


handlers = [give_state, give_skills, take_state_back, take_skills_back]
