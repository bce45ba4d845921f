"""What is kept of a decision so that it can be explained and replayed. Pure.

A snapshot is kept without what had no part in the decision: contacts nothing was decided about, and agents that could
not have been offered any of the others. The engine gives the same decision for the reduced snapshot (tested).
"""

from __future__ import annotations

import hashlib
import zlib

import msgspec
from msgspec.structs import replace

from qingfeng.kernel.clock import rng
from qingfeng.modules.routing import engine
from qingfeng.modules.routing.learning_model import Learned
from qingfeng.modules.routing.model import (
    AgentView,
    Contact,
    Decision,
    QueueState,
    Reserve,
    Snapshot,
    fits,
    needs,
    ring_of,
    segment_of,
    teams_of,
    waiting_since,
)

_decode_snapshot = msgspec.msgpack.Decoder(Snapshot).decode
_decode_decision = msgspec.msgpack.Decoder(Decision).decode


class Recorded(msgspec.Struct, frozen=True):
    """One kept decision. `digest`: SHA-256 (hex) of the packed snapshot."""

    policy_version: str
    digest: str
    seed: int
    snapshot: bytes
    decision: bytes


def record(snapshot: Snapshot, decision: Decision, seed: int) -> Recorded:
    small = trim(snapshot, decision)
    packed = zlib.compress(msgspec.msgpack.encode(small), 1)
    return Recorded(
        policy_version=policy_version(small),
        digest=hashlib.sha256(packed).hexdigest(),
        seed=seed,
        snapshot=packed,
        decision=zlib.compress(msgspec.msgpack.encode(decision), 1),
    )


def snapshot_of(recorded: Recorded) -> Snapshot:
    return _decode_snapshot(zlib.decompress(recorded.snapshot))


def decision_of(recorded: Recorded) -> Decision:
    return _decode_decision(zlib.decompress(recorded.decision))


def replay(recorded: Recorded) -> Decision:
    """Decide again from the kept snapshot and seed; equal to the kept decision while the engine's version is."""
    snapshot = snapshot_of(recorded)
    return engine.decide(snapshot, snapshot.now, rng(recorded.seed))


def intact(recorded: Recorded) -> bool:
    """Whether the kept snapshot is the one that was decided from."""
    return hashlib.sha256(recorded.snapshot).hexdigest() == recorded.digest


def policy_version(snapshot: Snapshot) -> str:
    """Version of the engine, of the rules of each queue that took part and of what was learned, if that did, e.g.
    `engine 1; sales 3, vip 1; learned 20417`."""
    rules = ", ".join(f"{q.code} {q.policy.version}" for q in sorted(snapshot.queues, key=lambda q: q.code))
    learned = f"; learned {snapshot.learned.version}" if snapshot.learned is not None else ""
    return f"engine {engine.VERSION}; {rules}{learned}"


def trim(snapshot: Snapshot, decision: Decision) -> Snapshot:
    """The part of the snapshot that the decision depends on."""
    decided = decision.contacts
    contacts = [c for c in snapshot.contacts if c.id in decided]
    kept = {c.queue_id for c in contacts} | {p.to_queue for p in decision.overflows}
    queues = [q for q in snapshot.queues if q.id in kept]
    agents = snapshot.agents if decision.unservable else _possible(snapshot, contacts, queues)
    return Snapshot(
        now=snapshot.now,
        contacts=contacts,
        agents=agents,
        queues=queues,
        learned=_learned(snapshot, contacts, agents, queues),
        reserve=_reserve(snapshot, agents),
    )


def _reserve(snapshot: Snapshot, agents: list[AgentView]) -> Reserve | None:
    """How dear these agents were, which those who are left out had a part in."""
    known = snapshot.reserve
    if known is None and (any(c.whole for c in snapshot.contacts) or any(q.whole for q in snapshot.queues)):
        known = engine.reserve_of(snapshot)
    if known is None:
        return None
    ids = {agent.id for agent in agents}
    return Reserve(known.chance, [id_ for id_ in known.agents if id_ in ids])


def _learned(snapshot: Snapshot, contacts: list[Contact], agents: list[AgentView], queues: list[QueueState]) -> Learned | None:  # fmt: skip
    """What was known of these agents and of what these contacts are about."""
    if snapshot.learned is None:
        return None
    by_id, ids = {q.id: q for q in queues}, {a.id for a in agents}
    about = {segment_of(c, by_id[c.queue_id]) for c in contacts if c.queue_id in by_id}
    return replace(
        snapshot.learned,
        segments={
            segment: [merit for merit in merits if merit.agent in ids]
            for segment, merits in snapshot.learned.segments.items()
            if segment in about
        },
    )


def _possible(snapshot: Snapshot, contacts: list[Contact], queues: list[QueueState]) -> list[AgentView]:
    """Agents that were free and fit at least one of these contacts."""
    by_id = {q.id: q for q in queues}
    asks = set()
    for c in contacts:
        queue = by_id[c.queue_id]
        ring = ring_of(queue.policy, (snapshot.now - waiting_since(c, queue)).total_seconds())
        asks.add((tuple(needs(queue.policy, ring, c.locale).items()), teams_of(queue.policy, ring)))
    wanted = [(dict(skills), teams) for skills, teams in asks]
    return [a for a in snapshot.agents if a.available and any(fits(a, skills, teams) for skills, teams in wanted)]
