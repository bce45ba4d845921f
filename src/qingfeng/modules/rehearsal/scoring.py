"""What a played dialogue is worth, and what many are worth together. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from qingfeng.modules.rehearsal.checking import Sources
from qingfeng.modules.rehearsal.customer import filled
from qingfeng.modules.rehearsal.model import Dialogue, Exchange, Fault, Person, Played, RehearsedCall, Verdict, Wrong

_LEAVE = re.compile(r"留言|leave (?:us )?(?:a|your) message|leave a note", re.IGNORECASE)
_GRAVITY: tuple[Fault, ...] = (
    "broke", "forbidden", "ungrounded", "wrong_done", "pretended", "no_hand_over", "late_hand_over", "wrong_queue",
    "needless_hand_over", "not_done", "not_told", "no_leaving", "gave_up",
)  # fmt: skip
Handed = Literal["", "right", "wrong_queue", "late", "missing", "needless"]


def judge(dialogue: Dialogue, person: Person, played: Played, policy: Sequence[str], today: date) -> Verdict:
    """`policy`: what the house has published, by which words are judged that come of no article shown."""
    goal, reasons = dialogue.goal, set[Fault]()
    said = [one.answer.text for one in played.exchanges]
    wrong = _wrong(dialogue, played, policy, today)
    reasons |= {one.why for one in wrong}
    at = next((n for n, one in enumerate(played.exchanges, 1) if one.answer.then == "human"), 0)
    queue = played.exchanges[at - 1].answer.queue if at else None
    missing = _untold(goal.told or goal.told_or_hand, "\n".join(said), person, today, dialogue.lang)
    handed = _handed(dialogue, at, queue, told=bool(goal.told_or_hand) and not missing)
    if goal.told_or_hand and missing and handed == "right":
        missing = []
    if missing:
        reasons.add("not_told")
    acts = _acts(dialogue, [c for one in played.exchanges for c in one.answer.calls], today)
    reasons |= acts[0]
    if goal.leave and not any(_LEAVE.search(one) for one in said):
        reasons.add("no_leaving")
    reasons |= _HANDED[handed]
    if played.ended in ("broke", "gave_up") and (played.ended == "broke" or reasons):
        reasons.add(played.ended)
    reached = not reasons - {"ungrounded"} if not goal.needs_person else handed == "right" and not missing
    return Verdict(
        id=dialogue.id,
        topic=dialogue.topic,
        mood=dialogue.mood,
        held_out=dialogue.held_out,
        reached=reached,
        alone=reached and not at,
        needs_person=goal.needs_person,
        handed=handed,
        turns=len(played.exchanges),
        statements=sum(bool(one) for one in said),
        beside=bool(goal.told or goal.told_or_hand)
        and len(missing) == len(goal.told or goal.told_or_hand)
        and any(one.answer.sure for one in played.exchanges),
        wrong=wrong,
        reasons=[one for one in _GRAVITY if one in reasons],
        missing=[*missing, *acts[1]],
    )


_HANDED: dict[Handed, set[Fault]] = {
    "": set(),
    "right": set(),
    "wrong_queue": {"wrong_queue"},
    "late": {"late_hand_over"},
    "missing": {"no_hand_over"},
    "needless": {"needless_hand_over"},
}


def _handed(dialogue: Dialogue, at: int, queue: str | None, *, told: bool) -> Handed:
    goal = dialogue.goal
    if not goal.hand:
        # Who asks twice for what nobody knows may be given a person.
        return "needless" if at and not (goal.unknown and at > 1) else ""
    if not at:
        return "" if told else "missing"
    if "any" not in goal.hand and queue not in goal.hand:
        return "wrong_queue"
    return "late" if goal.needs_person and at > goal.by else "right"


def _wrong(dialogue: Dialogue, played: Played, policy: Sequence[str], today: date) -> list[Wrong]:
    found, shown, house = list[Wrong](), Sources(), Sources(policy)
    for turn, one in enumerate(played.exchanges, 1):
        answer = one.answer
        for sources in (shown, house):
            for line in one.said:
                sources.customer(line)
                sources.days(line, today)
            for call in answer.calls:
                sources.system(call.data)
                sources.system(call.give)
        for article in answer.articles:
            shown.article(article)
        sources = shown if answer.articles else house
        found += [Wrong(turn=turn, what=what, why="ungrounded") for what in sources.lacks(answer.text)]
        if dialogue.goal.unknown and answer.sure:
            found.append(Wrong(turn=turn, what=", ".join(answer.titles)[:80], why="pretended"))
        for pattern in dialogue.goal.never:
            match = re.search(pattern, answer.text, re.IGNORECASE)
            if match:
                found.append(Wrong(turn=turn, what=match[0][:80], why="forbidden"))
    return found


def met(dialogue: Dialogue, person: Person, exchanges: Sequence[Exchange], today: date) -> bool:
    """Whether the customer has what they came for, as far as they can see."""
    goal = dialogue.goal
    said = "\n".join(one.answer.text for one in exchanges)
    calls = [c for one in exchanges for c in one.answer.calls]
    done = not goal.act or any(c.operation == goal.act and c.status and c.status < 400 for c in calls)
    wanted = goal.told or goal.told_or_hand
    if not wanted and not goal.act:
        return goal.talk or goal.unknown
    return done and not _untold(wanted, said, person, today, dialogue.lang)


def _untold(wanted: Sequence[str], said: str, person: Person, today: date, lang: str) -> list[str]:
    return [one for one in wanted if not re.search(filled(one, person, today, lang), said, re.IGNORECASE)]


def _acts(dialogue: Dialogue, calls: Sequence[RehearsedCall], today: date) -> tuple[set[Fault], list[str]]:
    """What is amiss with what was done, and which parameters were not as wanted."""
    goal, made = dialogue.goal, [one for one in calls if one.changes and one.status and one.status < 400]
    if not goal.act:
        return ({"wrong_done"}, [one.operation for one in made]) if made else (set(), [])
    mine = [one for one in made if one.operation == goal.act]
    if not mine:
        return {"not_done"}, [goal.act]
    off = min((_off(goal.given, one.give, today) for one in mine), key=len)
    return ({"wrong_done"}, off) if off or len(mine) > 1 else (set(), [])


def _off(wanted: dict[str, str], given: dict[str, Any], today: date) -> list[str]:
    found = []
    for name, value in wanted.items():
        if re.fullmatch(r"\+\d{1,3}", value):
            value = (today + timedelta(days=int(value))).isoformat()
        if str(given.get(name, "")) != value:
            found.append(f"{name}={given.get(name, '')}")
    return found


# ---------------------------------------------------------------- together


class RehearsalFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Of some dialogues. `goals`: those that need no person; `alone`: of these, reached without one. `reached`: of all.
    `needs`: those that need one; `right`, `late` (too late), `missing` (never), `wrong_queue` of these; `needless`: handed over though
    none was needed. `statements`: what the bot said; `wrong`: of these, with a figure that has no source, a forbidden
    word, or sure where nobody knows.
    `beside`: dialogues in which an article was shown for sure and nothing of what was wanted was told; `pretended`: sure answers
    where nobody knows. `turns`: the customer's messages, on the average."""

    dialogues: int
    goals: int
    alone: int
    reached: int
    needs: int
    right: int
    late: int
    missing: int
    wrong_queue: int
    needless: int
    statements: int
    wrong: int
    beside: int
    pretended: int
    turns: float

    @property
    def alone_share(self) -> float:
        return self.alone / self.goals if self.goals else 0.0

    @property
    def wrong_share(self) -> float:
        return self.wrong / self.statements if self.statements else 0.0

    @property
    def late_share(self) -> float:
        """Too late or never, of those who needed a person."""
        return (self.late + self.missing) / self.needs if self.needs else 0.0


def figures(verdicts: Iterable[Verdict]) -> RehearsalFigures:
    all_ = list(verdicts)
    goals = [one for one in all_ if not one.needs_person]
    handed = [one.handed for one in all_]
    return RehearsalFigures(
        dialogues=len(all_),
        goals=len(goals),
        alone=sum(one.alone for one in goals),
        reached=sum(one.reached for one in all_),
        needs=len(all_) - len(goals),
        right=sum(one.handed == "right" and one.needs_person for one in all_),
        late=handed.count("late"),
        missing=sum(one.handed == "missing" and one.needs_person for one in all_),
        wrong_queue=handed.count("wrong_queue"),
        needless=handed.count("needless"),
        statements=sum(one.statements for one in all_),
        wrong=sum(len({w.turn for w in one.wrong}) for one in all_),
        beside=sum(one.beside for one in all_),
        pretended=sum("pretended" in one.reasons for one in all_),
        turns=round(sum(one.turns for one in all_) / len(all_), 2) if all_ else 0.0,
    )


def by(verdicts: Sequence[Verdict], of: Callable[[Verdict], str]) -> dict[str, RehearsalFigures]:
    """The figures of each topic, mood or the like; in order of name."""
    names = sorted({of(one) for one in verdicts})
    return {name: figures(one for one in verdicts if of(one) == name) for name in names}
