# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: floor."""

from __future__ import annotations

from uuid import UUID

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def whispers(conversation_id: UUID | str) -> Call[m.WhispersOut]:
    """What supervisors said to its agent: all for supervisors, for agents what was meant for them."""
    return Call("GET", f"/api/v1/conversations/{conversation_id}/whispers", m.WhispersOut)


def whisper(conversation_id: UUID | str, data: m.WhisperIn) -> Call[m.Whisper]:
    """Say something that only the agent who has the conversation sees."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/whispers", m.Whisper, body=data, keyed=True)


def join(conversation_id: UUID | str) -> Call[m.Row]:
    """Speak with the customer beside the agent."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/join", m.Row, keyed=True)


def leave(conversation_id: UUID | str) -> Call[m.Row]:
    """Speak there no longer."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/leave", m.Row, keyed=True)


def take_over(conversation_id: UUID | str, data: m.TakeOver) -> Call[m.Row]:
    """Have the conversation instead of its agent."""
    return Call("POST", f"/api/v1/conversations/{conversation_id}/take-over", m.Row, body=data, keyed=True)


def settings() -> Call[m.FloorSettings]:
    """What the house has chosen for its supervisors."""
    return Call("GET", "/api/v1/floor/settings", m.FloorSettings)


def set_settings(data: m.FloorChange) -> Call[m.FloorSettings]:
    """Choose for the house; open desks follow within half a minute. Audited."""
    return Call("PUT", "/api/v1/floor/settings", m.FloorSettings, body=data)


def give_state(agent_id: UUID | str, data: m.GiveState) -> Call[m.AgentCard]:
    """Put an agent into a state, for a while or for good. They see who did it, and may choose another."""
    return Call("PUT", f"/api/v1/floor/agents/{agent_id}/state", m.AgentCard, body=data)


def take_state_back(agent_id: UUID | str) -> Call[m.AgentCard]:
    """Let what the agent had chosen hold again. No state given is no error."""
    return Call("DELETE", f"/api/v1/floor/agents/{agent_id}/state", m.AgentCard)


def give_skills(agent_id: UUID | str, data: m.GiveSkills) -> Call[m.AgentCard]:
    """Have an agent answer for other skills until a moment; those of their seat stay as they are behind them."""
    return Call("PUT", f"/api/v1/floor/agents/{agent_id}/skills", m.AgentCard, body=data)


def take_skills_back(agent_id: UUID | str) -> Call[m.AgentCard]:
    """Let the skills of the agent's seat hold again. No skills given is no error."""
    return Call("DELETE", f"/api/v1/floor/agents/{agent_id}/skills", m.AgentCard)
