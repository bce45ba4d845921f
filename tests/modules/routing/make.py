"""Small snapshots for tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing.engine import decide
from qingfeng.modules.routing.model import AgentView, Contact, Decision, Policy, QueueState, Snapshot

NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


def uid(n: int) -> UUID:
    return UUID(int=n)


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def queue(n: int = 1, policy: Policy | None = None, **more: Any) -> QueueState:
    return QueueState(id=uid(n), code=more.pop("code", f"q{n}"), policy=policy or Policy(), **more)


def contact(n: int, waited: float = 10, *, q: int = 1, **more: Any) -> Contact:
    return Contact(id=uid(1000 + n), queue_id=uid(q), queued_at=ago(waited), **more)


def agent(n: int, **more: Any) -> AgentView:
    more.setdefault("idle_since", ago(100))
    return AgentView(id=uid(5000 + n), **more)


def snapshot(contacts: list[Contact], agents: list[AgentView], *queues: QueueState, now: datetime = NOW) -> Snapshot:
    return Snapshot(now=now, contacts=contacts, agents=agents, queues=list(queues) or [queue()])


def run(s: Snapshot, seed: int = 7) -> Decision:
    return decide(s, s.now, rng(seed))


def pairs(decision: Decision) -> list[tuple[int, int]]:
    """(contact, agent) by their test numbers, in the order of the decision."""
    return [(o.contact.int - 1000, o.agent.int - 5000) for o in decision.offers]


def codes(decision: Decision, at: int = 0) -> list[str]:
    return [w.code for w in decision.offers[at].why]
