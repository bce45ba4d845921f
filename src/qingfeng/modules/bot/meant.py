"""What a decision of the bot was: what decided it and what the customer got. Pure.

It is kept beside the decision, so that figures and reviews need not read the snapshot. `means`: article (answered from one),
flow (a task flow spoke, or passed it on), model (what a language model came to was taken), rule (all else). `outcome`:

answered  the customer got an answer, or the flow came to its end
asked     the bot asked back, or a flow waits for something
unknown   it said that it does not know, or handed over for that
refused   a person was wanted or needed while nobody works
passed    handed over for another reason
closed    it ended the conversation
talk      greetings, thanks and the like
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from qingfeng.contracts.bot import AskHuman, BotSnapshot, Close, Decision, Reply, Thought
from qingfeng.contracts.flows import FlowTurn, Kept
from qingfeng.modules.bot import reading

Means = Literal["article", "flow", "model", "rule"]
Outcome = Literal["answered", "asked", "unknown", "refused", "passed", "closed", "talk"]

_REPLIES: dict[str, Outcome] = {
    "answer": "answered",
    "likely_answer": "answered",
    "model": "answered",
    "which": "asked",
    "model_asks": "asked",
    "unsure": "unknown",
    "once_more": "unknown",
    "closed_hours": "refused",
}


class Meant(NamedTuple):
    means: Means
    outcome: Outcome
    sourced: bool
    disliked: bool = False
    """The customer said that the answer before was of no use."""


def meant(snapshot: BotSnapshot, decision: Decision) -> Meant:
    """What a decision was, made of that snapshot."""
    sourced = isinstance(decision, Reply) and bool(decision.sources)
    return Meant(_means(snapshot, decision, sourced), _outcome(decision, sourced), sourced, _disliked(snapshot))


def _disliked(snapshot: BotSnapshot) -> bool:
    last = snapshot.messages[-1] if snapshot.messages else None
    if last is None or last.author.kind != "customer" or not any(m.author.kind == "bot" for m in snapshot.messages):
        return False
    return reading.read(last.text, snapshot.locale).unhelpful


def _means(snapshot: BotSnapshot, decision: Decision, sourced: bool) -> Means:
    task, thought = snapshot.task, snapshot.thought
    then = task.then if isinstance(task, FlowTurn) else ""
    if isinstance(decision, Reply):
        if decision.reason == "task":
            return "flow"
        if decision.reason in ("model", "model_asks"):
            return "model"
        return "article" if sourced else "rule"
    if then == ("close" if isinstance(decision, Close) else "hand_over" if decision.reason == "policy" else "-"):
        return "flow"
    does = thought.does if isinstance(thought, Thought) else ""
    by_model = does == "close" if isinstance(decision, Close) else does == "ask_human" and _unsure(decision)
    return "model" if by_model else "rule"


def _unsure(decision: Decision) -> bool:
    return isinstance(decision, AskHuman) and decision.reason == "low_confidence"


def _outcome(decision: Decision, sourced: bool) -> Outcome:
    if isinstance(decision, Close):
        return "closed"
    if isinstance(decision, AskHuman):
        return "unknown" if _unsure(decision) else "passed"
    if decision.reason == "task":
        tasks = decision.state.tasks
        return "asked" if isinstance(tasks, Kept) and tasks.running is not None else "answered"
    return _REPLIES.get(decision.reason, "answered" if sourced else "talk")
