"""Decisions of the router in words, Chinese or English as the terminal speaks: what, why, who else, by which rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from qingfeng.app.decisions import Names
from qingfeng.app.embedded.problem import words
from qingfeng.contracts.routing import Why
from qingfeng.modules.routing import public as routing

SHOWN = 20
"""Decisions that were not the same, one by one; of more only the number is told."""

_WHY: Mapping[str, tuple[str, str]] = {
    "green_channel": ("it is on the green channel", "属于绿色通道"),
    "fast_lane": ("it is in the fast lane", "属于快速通道"),
    "tier": ("the customer's tier is {tier}", "客户等级为 {tier}"),
    "dedicated_agent": ("this is the customer's own agent", "该坐席是客户的专属客服"),
    "last_agent": ("this agent served the customer {days} days ago", "{days} 天前由该坐席接待过"),
    "skill_match": ("this agent has {skill} at level {level}", "该坐席具备技能 {skill}（{level} 级）"),
    "learned_match": (
        "going by outcomes, this agent is most likely to settle it, about {percent} %",
        "从以往结果看，由该坐席接待最容易解决（约 {percent}%）",
    ),
    "learning": ("this agent may be good at it too and was tried", "该坐席也可能擅长，这次试一试"),
    "longest_idle": ("this agent had been idle longest, {seconds} s", "该坐席空闲最久（{seconds} 秒）"),
    "waited": ("the customer had waited {seconds} s", "客户已等待 {seconds} 秒"),
    "relaxed": ("less was asked of agents after the wait: step {ring}", "等待后放宽要求到第 {ring} 步"),
    "no_skill": ("no agent has {skill} at level {level}", "没有坐席具备 {skill}（{level} 级）"),
    "no_agent": ("no agent fits the rules", "没有坐席符合规则"),
    "unknown_queue": ("its queue is not there any more", "所在队列已不存在"),
}
_OUTCOMES = {
    "open": ("still open", "等待接受"),
    "accepted": ("accepted", "已接受"),
    "declined": ("declined", "已拒绝"),
    "timed_out": ("not answered in time", "超时未接"),
    "withdrawn": ("withdrawn", "已撤回"),
}
_REASONS = {
    "damaged": ("kept bytes are not what was decided from, or cannot be read", "留存内容已损坏或无法读取"),
    "other_engine": ("decided by another version of the engine", "由其他版本的引擎决定"),
    "reasons": ("the same people, but explained otherwise", "分配相同，但理由不同"),
    "differs": ("this engine decides otherwise", "同一引擎给出了不同的决定"),
}
_PARTS = {
    "offers": ("offers", "分配"),
    "overflows": ("overflows", "溢出"),
    "unservable": ("who nobody can serve", "无人可接"),
}


def explained(found: Sequence[routing.Explained], names: Names) -> Iterator[str]:
    """Decisions line by line, oldest first, each with all that it takes to decide it again."""
    for one in found:
        yield f"{one.at.isoformat(timespec='milliseconds')}  {_what(one, names)}"
        for why in one.why:
            yield "    " + words("because ", "因为") + _because(why)
        for other in one.alternatives:
            idle = "" if other.idle_seconds is None else words(f", idle {other.idle_seconds} s", f"，空闲 {other.idle_seconds} 秒")  # fmt: skip
            who = _agent(other.agent, names)
            yield words(f"    rather than {who} (fit {other.fit:.3f}{idle})", f"    而不是 {who}（契合度 {other.fit:.3f}{idle}）")  # fmt: skip
        engine, rules = _versions(one.policy_version)
        yield words(
            f"    rules: {rules}; engine {engine}; seed {one.seed}; decision {one.decision_id}",
            f"    规则：{rules}；引擎 {engine}；种子 {one.seed}；决定 {one.decision_id}",
        )
        yield words(f"    snapshot {one.digest}", f"    快照 {one.digest}")


def replayed(tally: routing.Tally) -> Iterator[str]:
    """What came of deciding again, line by line."""
    yield words(
        f"{tally.decisions} decisions: {tally.same} came out the same, {len(tally.apart)} did not.",
        f"共 {tally.decisions} 个决定：{tally.same} 个重放结果一致，{len(tally.apart)} 个不一致。",
    )
    if tally.left_out:
        yield words(f"{tally.left_out} of another engine were left out.", f"另有 {tally.left_out} 个由其他版本的引擎决定，未重放。")  # fmt: skip
    for code, count in sorted(tally.by_reason.items()):
        yield f"  {count}  {words(*_REASONS[code])}"
    for one in tally.apart[:SHOWN]:
        parts = words(", ", "、").join(words(*_PARTS[part]) for part in one.parts)
        reason = words(*_REASONS[routing.reason_of(one)])
        yield f"    {one.at.isoformat(timespec='milliseconds')}  {one.id}  {reason}" + (f": {parts}" if parts else "")
    if len(tally.apart) > SHOWN:
        yield words(f"    and {len(tally.apart) - SHOWN} more", f"    其余 {len(tally.apart) - SHOWN} 个从略")


def _what(one: routing.Explained, names: Names) -> str:
    here = _queue(one.queue_id, names)
    if one.what == "overflow":
        there = _queue(one.to_queue, names)
        return words(f"moved from {here} to {there}", f"从{here}溢出到{there}")
    if one.what == "unservable":
        return words(f"nobody could ever serve it in {here}", f"在{here}没有任何人能接")
    who = _agent(one.agent_id, names)
    said = words(f"offered to {who} out of {here}", f"从{here}分配给 {who}")
    if one.fit is not None:
        said += words(f" (fit {one.fit:.3f})", f"（契合度 {one.fit:.3f}）")
    if one.outcome is not None:
        said += words(": ", "：") + words(*_OUTCOMES.get(one.outcome, (one.outcome, one.outcome)))
    return said + (words(f" ({one.outcome_reason})", f"（{one.outcome_reason}）") if one.outcome_reason else "")


def _because(why: Why) -> str:
    known = _WHY.get(why.code)
    if known is None:  # of another version
        return " ".join([why.code, *(f"{name}={value}" for name, value in why.params.items())])
    return words(*known).format_map(_Given(why.params))


class _Given(dict[str, str | int]):
    """Parameters of a reason; one that another version did not give is left open."""

    def __missing__(self, key: str) -> str:
        return "?"


def _agent(id_: UUID | None, names: Names) -> str:
    return "?" if id_ is None else names.agents.get(id_, str(id_))


def _queue(id_: UUID | None, names: Names) -> str:
    if id_ is None:
        return words("its queue", "所在队列")
    zh, en = names.queues.get(id_, (str(id_), str(id_)))
    return words(en, f"「{zh}」")


def _versions(policy_version: str) -> tuple[str, str]:
    """The engine's version, and those of the rules, out of `engine 1; sales 3, vip 1`."""
    engine, found, rules = policy_version.partition("; ")
    return (engine.removeprefix("engine "), rules) if found else ("?", policy_version)
