"""What a decision was, told from what it was made of."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Close, Decision, Reply, Thought
from qingfeng.contracts.flows import FlowState, FlowTurn, Kept
from qingfeng.contracts.messages import Source
from qingfeng.modules.bot.meant import meant

SOURCE = [Source(UUID(int=7), "退货运费谁承担")]
RUNNING = BotState(tasks=Kept(running=FlowState(flow="refund", version=1, run=1)))


def reply(reason: str, sources: list[Source] | None = None, state: BotState | None = None) -> Reply:
    return Reply(
        text="好的", sources=sources or [], suggestions=[], confidence=1, reason=reason, state=state or BotState()
    )


def passed(reason: Any) -> AskHuman:
    return AskHuman(reason=reason, say="", need="", summary="", emotion="calm", queue=None, urgent=False, confidence=1, state=BotState())  # fmt: skip


def flow(then: Any) -> FlowTurn:
    return FlowTurn(flow="refund", then=then, say=["请稍等"])


CLOSE = Close(say="再见", reason="bot_resolved", state=BotState())


@pytest.mark.parametrize(
    ("decision", "task", "thought", "wanted"),
    [
        (reply("answer", SOURCE), None, "", ("article", "answered", True)),
        (reply("handed_back", SOURCE), None, "", ("article", "answered", True)),
        (reply("handed_back"), None, "", ("rule", "talk", False)),
        (reply("which"), None, "", ("rule", "asked", False)),
        (reply("unsure"), None, "", ("rule", "unknown", False)),
        (reply("once_more"), None, "", ("rule", "unknown", False)),
        (reply("closed_hours"), None, "", ("rule", "refused", False)),
        (reply("small_talk"), None, "", ("rule", "talk", False)),
        (reply("model", SOURCE), None, "answer", ("model", "answered", True)),
        (reply("model_asks"), None, "ask", ("model", "asked", False)),
        (reply("task", state=RUNNING), "ask", "", ("flow", "asked", False)),
        (reply("task"), "say", "", ("flow", "answered", False)),
        (reply("answer", SOURCE), "aside", "", ("article", "answered", True)),
        (CLOSE, None, "", ("rule", "closed", False)),
        (CLOSE, "close", "", ("flow", "closed", False)),
        (CLOSE, None, "close", ("model", "closed", False)),
        (passed("policy"), "hand_over", "", ("flow", "passed", False)),
        (passed("policy"), None, "", ("rule", "passed", False)),
        (passed("anger"), "aside", "", ("rule", "passed", False)),
        (passed("low_confidence"), None, "ask_human", ("model", "unknown", False)),
        (passed("low_confidence"), None, "", ("rule", "unknown", False)),
    ],
)
def test_what_a_decision_was(decision: Decision, task: str | None, thought: str, wanted: tuple[str, str, bool]) -> None:
    more: dict[str, Any] = {}
    if task is not None:
        more["task"] = flow(task)
    if thought:
        more["thought"] = Thought(does=thought, model="一个模型")  # type: ignore[arg-type]
    snapshot = BotSnapshot(
        conversation_id=UUID(int=1), seq=3, locale="zh-CN", customer_name="王芳", brand="清风", messages=[],
        candidates=[], state=BotState(), open=True, policy_version="test", **more,
    )  # fmt: skip
    assert meant(snapshot, decision)[:3] == wanted
