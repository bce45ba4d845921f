"""The figures counted by brute force, straight from the ledger's rows and the outbox, by nothing of insight's own code."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from tests.modules.routing.house import House

Counted = tuple[str, datetime, UUID | None, str, UUID | None, float]
"""What, when, queue, channel, agent, seconds or number."""


@dataclass
class Case:
    """One conversation as the record has it."""

    row: dict[str, Any]
    messages: list[dict[str, Any]] = field(default_factory=list)
    phases: list[tuple[datetime, str, UUID | None, UUID | None, int | None]] = field(default_factory=list)
    places: list[tuple[int, UUID | None, str]] = field(default_factory=list)
    """After which message it was in which queue and channel, in the order of the commits."""
    left: bool = False
    score: int | None = None
    hands: list[dict[str, Any]] = field(default_factory=list)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    """What the bot decided, as it was recorded."""
    passes: list[tuple[datetime, UUID, str]] = field(default_factory=list)
    """When, into which queue and why the bot handed it over."""
    counted: list[Counted] = field(default_factory=list)


Opened = Callable[[UUID | None, datetime], bool]
"""Whether a queue is open in the minute of a moment."""


def always(_: UUID | None, __: datetime) -> bool:
    return True


async def read(house: House, opened: Opened = always) -> dict[UUID, Case]:
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT * FROM conversations.conversations")
        cases = {row["id"]: Case(dict(row)) for row in rows}
        for row in await conn.fetch("SELECT * FROM conversations.messages ORDER BY seq"):
            cases[row["conversation_id"]].messages.append(dict(row))
        for row in await conn.fetch("SELECT * FROM conversations.surveys"):
            cases[row["conversation_id"]].score = row["score"]
        for row in await conn.fetch("SELECT conversation_id, decision FROM bot.decisions ORDER BY seq"):
            cases[row["conversation_id"]].decisions.append(row["decision"])
        for row in await conn.fetch("SELECT body FROM kernel.outbox ORDER BY position"):
            told = json.loads(row["body"])
            at, body = datetime.fromisoformat(told["at"]), told["body"]
            if "row" in body:
                case = cases[UUID(body["row"]["id"])]
                standing = _standing(body["row"])
                case.phases.append((at, *standing))
                if (
                    told["type"] == "ConversationQueued"
                    and body["handover"]
                    and body["reason"] == body["handover"]["reason"]
                ):
                    why = "flow" if body["handover"].get("by_flow") else body["reason"]
                    case.passes.append((at, UUID(body["queue_id"]), why))
                case.places.append((body["row"]["last_seq"], standing[2], body["row"]["channel"]))
    for case in cases.values():
        _count(case)
        _count_bot(case, opened)
        _count_hours(case, opened)
    _count_returns(cases.values())
    return cases


def _count_hours(case: Case, opened: Opened) -> None:
    for what, at, queue, channel, agent, number in list(case.counted):
        if what == "offered" and not opened(queue, at):
            case.counted.append(("offered_out_of_hours", at, queue, channel, agent, 0))
        if what in ("answered", "first_response", "closed"):
            took = timedelta(seconds=number)
            since, until = (at - took, at) if what == "closed" else (at, at + took)
            case.counted.append((f"{what}_in_hours", at, queue, channel, agent, _open_seconds(since, until, queue, opened)))  # fmt: skip


def _open_seconds(since: datetime, until: datetime, queue: UUID | None, opened: Opened) -> float:
    """Minute by minute."""
    whole, at = timedelta(), since
    while at < until:
        then = min(until, at.replace(second=0, microsecond=0) + timedelta(minutes=1))
        whole += (then - at) * opened(queue, at)
        at = then
    return round(whole / timedelta(milliseconds=1)) / 1000


_NO_ANSWER = {"unsure", "once_more", "which", "model_asks", "low_confidence"}


def _count_bot(case: Case, opened: Opened) -> None:
    """Of the bot's part, straight from what it decided."""
    channel = case.row["channel_kind"]
    for at, queue, why in case.passes:
        if why not in ("transfer", "handback"):
            case.counted.append((f"bot_passed_{why}", at, queue, channel, None, 0))
    met = next((one for one in case.counted if one[0] == "bot_closed"), None)
    if met is None:
        return
    _, ended, its_queue, *_ = met
    whys = [("low_confidence" if d["type"] == "ask_human" else d["reason"]) for d in case.decisions]
    goes_on = [bool((d["state"].get("tasks") or {}).get("running")) for d in case.decisions]
    told = [n for n, why in enumerate(whys) if why not in ("small_talk", "greeting", "handed_back")]
    last = told[-1] if told else None
    open_ = last is not None and (whys[last] in _NO_ANSWER or goes_on[last])
    alone = any(one[0] == "contained" for one in case.counted)
    kept = alone and not open_ and "closed_hours" not in whys
    ways = [
        "flow" if why == "task" else "model" if why.startswith("model") else "article" if "answer" in why else "rule"
        for why in whys
    ]
    found: dict[str, int] = {}
    if alone:
        found["bot_kept" if kept else "bot_unmet"] = 0
    if kept and whys:
        found["bot_turns"] = len(whys)
    found["bot_sourced"] = sum(bool(d.get("sources")) for d in case.decisions)
    found["bot_unknown"] = sum(why in ("unsure", "once_more", "low_confidence") for why in whys)
    found |= {f"bot_by_{way}": ways.count(way) for way in ways}
    if last is not None:
        found[f"bot_ended_{ways[last]}"] = int(kept)
    if not opened(None, case.row["opened_at"]):
        found["bot_night"] = int(kept)
    for what, number in found.items():
        if number or what not in ("bot_sourced", "bot_unknown"):
            case.counted.append((what, ended, its_queue, channel, None, number))


def _count_returns(cases: Collection[Case]) -> None:
    for case in cases:
        _count_bot_return(case, cases)
        ended, agent = case.row["closed_at"], case.row["last_agent_id"]
        if case.row["phase"] != "closed" or agent is None:
            continue
        for other in cases:
            same = other is not case and other.row["customer_id"] == case.row["customer_id"]
            if same and ended <= other.row["opened_at"] <= ended + timedelta(hours=72):
                queue = next(one[2] for one in case.counted if one[0] == "handled")
                case.counted.append(("returned", ended, queue, case.row["channel_kind"], agent, 0))
                break


def _count_bot_return(case: Case, cases: Collection[Case]) -> None:
    ended = case.row["closed_at"]
    kept = next((one for one in case.counted if one[0] == "bot_kept"), None)
    if kept is not None and any(
        other is not case
        and other.row["customer_id"] == case.row["customer_id"]
        and ended <= other.row["opened_at"] <= ended + timedelta(hours=72)
        for other in cases
    ):
        case.counted.append(("bot_returned", *kept[1:]))


def _standing(row: dict[str, Any]) -> tuple[str, UUID | None, UUID | None, int | None]:
    agent = UUID(row["agent"]["id"]) if row["agent"] else None
    queue = UUID(row["queue_id"]) if row["queue_id"] else None
    return row["phase"], agent, queue, row["target_seconds"]


def _count(case: Case) -> None:
    row = case.row
    channel = row["channel_kind"]
    last_queue: UUID | None = None
    waits: list[dict[str, Any]] = []
    hands: list[dict[str, Any]] = []
    waiting: dict[str, Any] | None = None
    hand: dict[str, Any] | None = None
    for at, phase, agent, queue, target in case.phases:
        if phase in ("queued", "offered"):
            last_queue = queue
            if waiting is None:
                waiting = {"since": at, "how": "waiting", "agent": None, "until": None}
                waits.append(waiting)
            waiting["queue"], waiting["target"] = queue, target
        elif waiting is not None:
            how = "answered" if phase in ("with_agent", "wrap_up") else "withdrawn"
            if phase == "closed" and row["close_reason"] == "customer_left":
                how = "abandoned"
            waiting |= {"until": at, "how": how, "agent": agent if how == "answered" else None}
            waiting = None
        kind = {"with_agent": "talk", "wrap_up": "wrap"}.get(phase)
        if hand is not None and (hand["kind"], hand["agent"]) != (kind, agent):
            hand["until"], hand = at, None
        if hand is None and kind is not None:
            hand = {"kind": kind, "agent": agent, "since": at, "until": None}
            hands.append(hand)
    case.hands = hands

    def tell(what: str, at: datetime, queue: UUID | None, agent: UUID | None, number: float = 0) -> None:
        case.counted.append((what, at, queue, channel, agent, number))

    tell("opened", row["opened_at"], last_queue, None)
    if row["emotion"] != "calm":
        tell(row["emotion"], row["opened_at"], last_queue, None)
    for wait in waits:
        tell("offered", wait["since"], wait["queue"], None)
        if wait["until"] is not None:
            took = seconds(wait["since"], wait["until"])
            tell(wait["how"], wait["since"], wait["queue"], wait["agent"], took)
            if wait["how"] == "answered" and took <= wait["target"]:
                tell("answered_in", wait["since"], wait["queue"], wait["agent"])
            if wait["how"] == "abandoned" and took < 10:
                tell("abandoned_short", wait["since"], wait["queue"], None)
    _count_answers(case, waits, hands, last_queue)
    if row["phase"] == "closed":
        _count_end(case, waits, hands, last_queue)


def _count_answers(case: Case, waits: Sequence[Any], hands: Sequence[Any], queue: UUID | None) -> None:
    channel = case.row["channel_kind"]
    begun = min([w["since"] for w in waits[:1]] + [h["since"] for h in hands[:1]], default=None)
    spoken = [m for m in case.messages if m["kind"] not in ("note", "system")]
    answers = [m for m in spoken if m["author_kind"] == "agent"]
    for n, answer in enumerate(answers):
        if n == 0:
            assert begun is not None
            case.counted.append(("first_response", begun, queue, channel, answer["author_id"], seconds(begun, answer["at"])))  # fmt: skip
            continue
        before = [m for m in spoken if m["seq"] < answer["seq"] and m["author_kind"] in ("agent", "bot")]
        asked = [m for m in spoken if before[-1]["seq"] < m["seq"] < answer["seq"]]
        if asked:
            _, its_queue, its_channel = [place for place in case.places if place[0] < answer["seq"]][-1]
            case.counted.append(("reply", answer["at"], its_queue, its_channel, answer["author_id"], seconds(asked[0]["at"], answer["at"])))  # fmt: skip


def _count_end(case: Case, waits: Sequence[Any], hands: Sequence[Any], queue: UUID | None) -> None:
    row, at = case.row, case.row["closed_at"]
    agent = row["last_agent_id"]
    spoken = [m for m in case.messages if m["kind"] not in ("note", "system")]
    bot = any(m["author_kind"] == "bot" for m in spoken)
    moves = sum(m["kind"] == "system" and m["extra"]["system"]["code"] == "transferred" for m in case.messages)
    found: list[tuple[str, UUID | None, float]] = [
        ("closed", agent, seconds(row["opened_at"], at)),
        ("messages", agent, len(spoken)),
    ]
    if bot:
        found.append(("bot_closed", None, 0))
        if not waits and not hands:
            found.append(("contained", None, 0))
    if agent is not None:
        found.append(("handled", agent, 0))
        if moves:
            found.append(("transferred", agent, moves))
    talk: dict[UUID, float] = defaultdict(float)
    wrap: dict[UUID, float] = defaultdict(float)
    for hand in hands:
        talk[hand["agent"]] += seconds(hand["since"], hand["until"])
        if hand["kind"] == "wrap":
            wrap[hand["agent"]] += seconds(hand["since"], hand["until"])
    found += [("handle", who, n) for who, n in talk.items()] + [("wrap", who, n) for who, n in wrap.items()]
    if row["survey"] != "none":
        found.append(("asked", agent, 0))
    if case.score is not None:
        found.append(("survey", agent, case.score))
        if case.score >= 4:
            found.append(("survey_good", agent, 0))
    case.counted += [(what, at, queue, row["channel_kind"], who, number) for what, who, number in found]


def seconds(since: datetime, until: datetime) -> float:
    return round((until - since) / timedelta(milliseconds=1)) / 1000


class Figures:
    """Each figure by its definition, of whatever was counted."""

    def __init__(self, counted: Iterable[Counted], time: Mapping[str, float] | None = None) -> None:
        self.time = time or {}
        self.by: dict[str, list[float]] = defaultdict(list)
        for what, _, _, _, _, number in counted:
            self.by[what].append(number)

    def n(self, what: str) -> int:
        return len(self.by[what])

    def _of_turns(self) -> dict[str, float | None]:
        found: dict[str, float | None] = {}
        ways = ("article", "flow", "model", "rule")
        turns = sum(sum(self.by[f"bot_by_{way}"]) for way in ways)
        for way in ways:
            found[f"bot_by_{way}"] = _share(sum(self.by[f"bot_by_{way}"]), int(turns))
            found[f"containment_{way}"] = _share(sum(self.by[f"bot_ended_{way}"]), self.n(f"bot_ended_{way}"))
        found["bot_sourced"] = _share(sum(self.by["bot_sourced"]), int(turns))
        found["bot_unknown"] = _share(sum(self.by["bot_unknown"]), int(turns))
        whys = ("requested", "low_confidence", "anger", "flow", "policy", "closed_hours")
        passed = sum(self.n(f"bot_passed_{why}") for why in whys)
        found |= {f"bot_passed_{why}": _share(self.n(f"bot_passed_{why}"), passed) for why in whys}
        found["bot_passed"] = passed
        return found

    def all(self) -> dict[str, float | None]:
        waits = self.n("answered") + self.n("abandoned") - self.n("abandoned_short")
        bot = self.n("bot_closed")
        found: dict[str, float | None] = {
            "opened": self.n("opened"),
            "offered": self.n("offered"),
            "handled": self.n("handled"),
            "service_level": _share(self.n("answered_in"), waits),
            "abandonment": _share(self.n("abandoned") - self.n("abandoned_short"), waits),
            "transfers": _share(self.n("transferred"), self.n("handled")),
            "bot_contacts": bot,
            "containment": _share(self.n("bot_kept"), bot),
            "bot_unmet": _share(self.n("bot_unmet"), bot),
            "bot_resolution": _share(self.n("bot_kept") - self.n("bot_returned"), bot),
            "bot_night": _share(self.n("bot_night"), bot),
            "bot_night_containment": _share(sum(self.by["bot_night"]), self.n("bot_night")),
            "bot_turns": _share(sum(self.by["bot_turns"]), self.n("bot_turns")),
            "bot_reviewed": 0,
            "bot_wrong": None,
            "bot_unhelpful": None,
            "handover": _share(bot - self.n("contained"), bot),
            "satisfaction": _share(sum(self.by["survey"]), self.n("survey")),
            "satisfied": _share(self.n("survey_good"), self.n("survey")),
            "praised": self.n("survey_good"),
            "survey_response": _share(self.n("survey"), self.n("asked")),
            "upset": _share(self.n("annoyed") + self.n("angry"), self.n("opened")),
            "messages": _share(sum(self.by["messages"]), self.n("messages")),
        }
        for code, what in (
            ("speed_of_answer", "answered"), ("first_response", "first_response"), ("response", "reply"),
            ("resolution", "closed"), ("handle_time", "handle"), ("wrap_up", "wrap"),
            ("speed_of_answer_in_hours", "answered_in_hours"), ("resolution_in_hours", "closed_in_hours"),
            ("first_response_in_hours", "first_response_in_hours"),
        ):  # fmt: skip
            found[code] = _share(sum(self.by[what]), self.n(what))
            found[f"{code}_median"] = _rank(self.by[what], 0.5)
            found[f"{code}_p90"] = _rank(self.by[what], 0.9)
        found |= self._of_turns()
        spent = {
            name: self.time.get(name, 0.0)
            for name in ("ready", "busy", "wrapping", "rest", "unpaid", "shrunk", "held", "load")
        }
        return found | {
            "out_of_hours": _share(self.n("offered_out_of_hours"), self.n("offered")),
            "first_contact": _share(self.n("handled") - self.n("returned"), self.n("handled")),
            "occupancy": _share(spent["busy"], spent["ready"]),
            "concurrency": _share(spent["load"], spent["held"]),
            "ready_time": spent["ready"],
            "busy_time": spent["busy"],
            "idle_time": spent["ready"] - spent["busy"],
            "wrap_up_total": spent["wrapping"],
            "break_time": spent["rest"],
            "unpaid_break_time": spent["unpaid"],
            "shrinkage": _share(spent["shrunk"], spent["ready"] + spent["rest"] - spent["unpaid"]),
        }


def _share(top: float, below: int) -> float | None:
    return top / below if below else None


def _rank(values: Sequence[float], share: float) -> float | None:
    return sorted(values)[math.ceil(share * len(values)) - 1] if values else None


# ------------------------------------------------------------------ agents' time
Time = dict[str, float]
"""Seconds by kind."""


async def presences(house: House) -> dict[UUID, list[tuple[datetime, str]]]:
    """When each agent entered which state, and how it is counted, in the order of the versions."""
    async with house.db.reading(house.tenant) as conn:
        rows = await conn.fetch("SELECT body FROM kernel.outbox WHERE type = 'PresenceChanged'")
    told: dict[UUID, dict[int, tuple[datetime, str]]] = defaultdict(dict)
    for row in rows:
        body = json.loads(row["body"])["body"]
        presence = body["presence"]
        told[UUID(body["agent_id"])][presence["version"]] = (
            datetime.fromisoformat(presence["since"]),
            " ".join([presence["state"], *(flag for flag in ("paid", "shrinkage") if presence[flag])]),
        )
    return {agent: [its[version] for version in sorted(its)] for agent, its in told.items()}


def spent(cases: Iterable[Case], states: Mapping[UUID, Sequence[tuple[datetime, str]]], span: tuple[datetime, datetime]) -> dict[UUID, Time]:  # fmt: skip
    """What each agent's time was used for in a span, moment by moment between everything that happened."""
    since, until = span
    hands: dict[UUID, list[tuple[datetime, datetime, str]]] = defaultdict(list)
    for case in cases:
        for hand in case.hands:
            hands[hand["agent"]].append((hand["since"], hand["until"] or until, hand["kind"]))
    found: dict[UUID, Time] = {}
    for agent in {*hands, *states}:
        entered = list(states.get(agent, ()))
        moments = {since, until, *(at for at, _ in entered), *(m for s, u, _ in hands[agent] for m in (s, u))}
        moments_ = sorted(at for at in moments if since <= at <= until)
        time: Time = defaultdict(float)
        for start, end in pairwise(moments_):
            took = (end - start).total_seconds()
            state, *flags = next((name for at, name in reversed(entered) if at <= start), "").split() or [""]
            now = [kind for s, u, kind in hands[agent] if s <= start and u >= end]
            time["held"] += took * bool(now)
            time["load"] += took * len(now)
            time["rest"] += took * (state == "break")
            time["unpaid"] += took * (state == "break" and "paid" not in flags)
            time["shrunk"] += took * (state == "break" and "shrinkage" in flags)
            if state == "ready":
                time["ready"] += took
                time["busy"] += took * bool(now)
                time["wrapping"] += took * (bool(now) and "talk" not in now)
        if any(time.values()):
            found[agent] = dict(time)
    return found


def together(times: Iterable[Time]) -> Time:
    whole: Time = defaultdict(float)
    for one in times:
        for name, took in one.items():
            whole[name] += took
    return dict(whole)
