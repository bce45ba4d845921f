"""What a task flow has to say at a turn, told as the bot's own decision. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from qingfeng.contracts.bot import Close, Decision, Reply
from qingfeng.contracts.flows import FlowTurn
from qingfeng.modules.bot import reading

if TYPE_CHECKING:
    from qingfeng.modules.bot.engine import Turn

REASON = "task"


def decision(turn: Turn, hand_over: Callable[..., Decision]) -> Decision | None:
    """None while no task is about, or the customer asked something else: the bot answers that first."""
    task = turn.snapshot.task
    if not isinstance(task, FlowTurn) or task.then == "aside":
        return None
    said = "\n\n".join(task.say)
    if task.then == "hand_over":
        decided = hand_over(turn, "system", "policy", queue=task.queue, say=said)
        if isinstance(decided, Reply) and said:  # nobody is there: what the task says, and where to leave a message
            decided = msgspec.structs.replace(decided, text=f"{said}\n\n{decided.text}")
        return decided
    if task.then == "close":
        return Close(say=said, reason="bot_resolved", state=turn.state)
    return Reply(
        text=said,
        sources=[],
        suggestions=task.suggestions,
        confidence=1.0,
        reason=REASON,
        state=msgspec.structs.replace(turn.state, unsure=0),
    )


def returning(turn: Turn, decided: Decision) -> Decision:
    """After an answer in the middle of a task, what the task waits for is asked again."""
    task = turn.snapshot.task
    if not isinstance(task, FlowTurn) or task.then != "aside" or not task.say or not isinstance(decided, Reply):
        return decided
    if decided.reason in ("closed_hours", "leave_message", "file"):
        return decided
    text = "\n\n".join([decided.text, *task.say])
    changed: dict[str, Any] = {"text": text, "suggestions": task.suggestions or decided.suggestions}
    return msgspec.structs.replace(decided, **changed)


def summed_up(turn: Turn, summary: str) -> str:
    """A summary with what the task gathered, telephone numbers masked."""
    task = turn.snapshot.task
    if not isinstance(task, FlowTurn):
        return summary
    return "\n".join([summary, *(reading.mask(line) for line in task.gathered)])
