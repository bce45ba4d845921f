"""What a language model came to at a turn, told as the bot's own decision. Its sentences were checked before. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from msgspec.structs import replace

from qingfeng.contracts.bot import BotSnapshot, BotState, Candidate, Close, Decision, Reply, Thought
from qingfeng.modules.bot import suggesting

if TYPE_CHECKING:
    from qingfeng.modules.bot.engine import Turn

REASON, ASKS = "model", "model_asks"
FAR = 0.1


class Open(msgspec.Struct, frozen=True):
    """A question that the rules leave to a model. `queue`: where it would go; None: the house's usual one."""

    queue: str | None


def of(snapshot: BotSnapshot) -> Thought | None:
    return snapshot.thought if isinstance(snapshot.thought, Thought) else None


def decision(
    turn: Turn,
    hand_over: Callable[..., Decision],
    tried: Callable[..., BotState],
    wording: Callable[[str], str],
    way_out: str,
) -> Decision | None:
    """None where no model was asked, nothing came of it, or it asks a second time in a row."""
    thought = of(turn.snapshot)
    if thought is None or thought.does == "task":
        return None
    if thought.does == "ask_human":
        return hand_over(turn, "unsure", "low_confidence")
    if thought.does == "close":
        return Close(say=wording("goodbye"), reason="bot_resolved", state=replace(turn.state, unsure=0))
    asks = thought.does == "ask"
    if asks and turn.state.unsure:
        return None
    known = {c.id: c for c in turn.snapshot.candidates}
    first = next((_candidate(s.id, s.title, known.get(s.id)) for s in thought.sources), None)
    others = [c for c in turn.snapshot.candidates if c.score >= FAR and c.id not in {s.id for s in thought.sources}]
    suggestions = [] if asks else [suggesting.question(c) for c in others[:2]]
    return Reply(
        text=thought.text,
        sources=thought.sources,
        suggestions=suggesting.few([*suggestions, way_out], turn.words),
        confidence=1.0 if thought.sources and not asks else 0.5,
        reason=ASKS if asks else REASON,
        state=tried(turn, first, unsure=turn.state.unsure + 1 if asks else 0),
    )


def _candidate(id_: UUID, title: str, known: Candidate | None) -> Candidate:
    return known or Candidate(id=id_, title=title, body="", questions=[], related=[], score=1.0)
