"""The door of people."""

from qingfeng.modules.people.actions import answered, freed, missed, queue_presence, seen, set_presence
from qingfeng.modules.people.breaks import SHIPPED as SHIPPED_BREAKS
from qingfeng.modules.people.breaks import BreakReason
from qingfeng.modules.people.groups import add_skill, add_team, rename_skill, rename_team
from qingfeng.modules.people.model import CONNECTED_SECONDS, MISSED, Agent, Skill, Team, check_state
from qingfeng.modules.people.store import hold, put_agent, put_skill, put_team, roster, skills, teams
from qingfeng.modules.people.temporary import give_skills, give_state, take_back, temporary

__all__ = [
    "CONNECTED_SECONDS",
    "MISSED",
    "SHIPPED_BREAKS",
    "Agent",
    "BreakReason",
    "Skill",
    "Team",
    "add_skill",
    "add_team",
    "answered",
    "check_state",
    "freed",
    "give_skills",
    "give_state",
    "hold",
    "missed",
    "put_agent",
    "put_skill",
    "put_team",
    "queue_presence",
    "rename_skill",
    "rename_team",
    "roster",
    "seen",
    "set_presence",
    "skills",
    "take_back",
    "teams",
    "temporary",
]
