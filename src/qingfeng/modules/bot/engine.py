"""The bot's rules, in the order in which they are asked. Pure: the same snapshot and chance give the same decision.

Danger, anger and the wish for a person come before any answer; small talk before the search; then the article that
answers, one of two, one shown with care, or the admission of not knowing. While nobody works nothing is handed over:
the customer is offered to leave a message instead. Moods and repetitions are taken from the messages of the snapshot,
not from `now`, so that a decision can be replayed exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Candidate, Close, Decision, Reply
from qingfeng.contracts.messages import Emotion, Message, Source
from qingfeng.kernel import text
from qingfeng.modules.bot import mood, reading, suggesting, summary, tasks, texts, thoughts
from qingfeng.modules.bot.model import (
    COMPLAINT_QUEUE,
    DANGER_QUEUE,
    Chance,
    queue_of,
    queue_of_language,
    queue_of_matter,
)
from qingfeng.modules.bot.passage import passage
from qingfeng.modules.bot.reading import Reading
from qingfeng.modules.bot.suggesting import LEAST, NEAR, question

Why = Literal["requested", "low_confidence", "anger", "policy"]

CLEAR = 0.85
"""Two articles are NEAR unless the first is surer than this; and below LEAST neither is worth asking about."""
FAR = 0.1
"""An article with a smaller score is not even offered as a nearest one."""
HINT = 0.15
"""From here on an article says which queue a matter belongs to."""
UNSURE_TURNS = 2
KEPT_TRIES = 8
ASKS_BESIDES = 4
"""Characters left beside "no person, please" that are a question of their own."""
BRIEF = 8
"""Characters: so short a "no use" is about the last answer, whatever articles it finds."""
_ANSWERS = {"answer", "likely_answer", "which", "unsure", "once_more"}
ASKED = 100


class Turn(msgspec.Struct, frozen=True):
    """Everything the rules look at, read once. `words`: what the customer wrote since somebody last answered."""

    snapshot: BotSnapshot
    chance: Chance
    said: Message | None
    words: str
    read: Reading
    emotion: Emotion
    last_bot: str
    state: BotState
    voice: texts.Voice

    @property
    def best(self) -> Candidate | None:
        return self.snapshot.candidates[0] if self.snapshot.candidates else None

    @property
    def pinned(self) -> Candidate | None:
        return suggesting.pinned_near(self.snapshot)


def decide(snapshot: BotSnapshot, now: datetime, rng: Chance) -> Decision:
    """What to do about the customer's last message, or, right after an agent handed the conversation back, about the
    agent's instruction. Raises nothing, whatever was written."""
    turn = _turn(snapshot, rng)
    if turn.said is None and snapshot.task:
        return tasks.decision(turn, _hand_over) or _reply(turn, "nothing_yet", "nothing_said")
    if turn.said is None:
        return _after_hand_back(turn) if snapshot.state.instruction else _reply(turn, "nothing_yet", "nothing_said")
    decision = _about_people(turn) or tasks.decision(turn, _hand_over)
    decision = decision or _small_talk(turn) or _thought(turn) or _about_systems(turn) or _answer(turn)
    return tasks.returning(turn, _acknowledging(turn, _soothing(turn, _offering_pinned(turn, decision))))


def about_people(snapshot: BotSnapshot, rng: Chance) -> bool:
    """Whether danger, anger, a complaint or the wish for a person decides this turn: then no task goes on in it."""
    turn = _turn(snapshot, rng)
    return turn.said is not None and _about_people(turn) is not None


def left_open(snapshot: BotSnapshot, rng: Chance) -> thoughts.Open | None:
    """The question that may be left to a language model. None: people, a task or small talk decide this turn."""
    turn = _turn(snapshot, rng)
    if turn.said is None or _about_people(turn) or tasks.decision(turn, _hand_over) or _small_talk(turn):
        return None
    return thoughts.Open(queue_of_language(snapshot.policy, turn.read.language) or _queue(turn))


def _thought(turn: Turn) -> Decision | None:
    way_out = _way_out(turn)
    return thoughts.decision(turn, _hand_over, _tried, lambda occasion: _fresh(turn, occasion), way_out)


def pass_on(snapshot: BotSnapshot, rng: Chance) -> AskHuman:
    """The customer pressed the button for a person: no questions and no words, only where to and what has to be known."""
    turn = _turn(snapshot, rng)
    angry = turn.emotion == "angry"
    return _asked(turn, "", "requested", queue=(snapshot.policy.complaint or COMPLAINT_QUEUE) if angry else None)


def _turn(snapshot: BotSnapshot, chance: Chance) -> Turn:
    ordered = sorted(snapshot.candidates, key=lambda c: -c.score)
    snapshot = msgspec.structs.replace(snapshot, candidates=ordered)
    last = snapshot.messages[-1] if snapshot.messages else None
    said = last if last is not None and last.author.kind == "customer" else None
    bot = [m.text for m in snapshot.messages if m.author.kind == "bot"]
    lines = _burst(snapshot.messages)
    return Turn(
        snapshot=snapshot,
        chance=chance,
        said=said,
        words="\n".join(lines),
        read=reading.read_all(lines or [snapshot.state.instruction or ""], snapshot.locale),
        emotion=mood.strongest([mood.emotion(line) for line in lines]),
        last_bot=bot[-1] if bot else "",
        state=snapshot.state,
        voice=texts.Voice(snapshot.wordings or {}),
    )


def _burst(messages: Sequence[Message]) -> list[str]:
    """People ask in several short messages: all since somebody last answered, in order."""
    lines: list[str] = []
    for message in reversed(messages):
        if message.author.kind != "customer":
            break
        lines.append(message.text)
    return [line for line in reversed(lines) if line.strip()]


# ---------------------------------------------------------------- people


def _about_people(turn: Turn) -> Decision | None:
    """Danger, anger, the wish for a person, a complaint; a file that only a person can read."""
    policy, read = turn.snapshot.policy, turn.read
    if read.danger:
        return _hand_over(turn, "danger", "policy", queue=policy.danger or DANGER_QUEUE, urgent=True)
    if turn.emotion == "angry":
        again = any(
            turn.voice.said(m.text, "human_angry", "closed_angry")
            for m in turn.snapshot.messages
            if m.author.kind == "bot"
        )
        occasion = "angry_again" if again else "angry"
        return _hand_over(turn, occasion, "anger", queue=policy.complaint or COMPLAINT_QUEUE, urgent=True)
    if read.complaint:
        return _hand_over(turn, "complaint", "policy", queue=policy.complaint or COMPLAINT_QUEUE)
    if read.human or (read.yes and _offered_human(turn)):
        return _hand_over(turn, "requested", "requested")
    if turn.said is not None and turn.said.kind != "text" and not turn.read.rest:
        return _reply(turn, "file", "file", suggestions=[_way_out(turn)])
    return None


_OFFERS = ("offer", "again", "unknown", "unhelpful", "once_more", "file", "identity")
"""Occasions whose words speak of a colleague."""


def _offered_human(turn: Turn) -> bool:
    """Whether the last thing the bot said was an offer of a person: a plain "yes" then takes it."""
    before = turn.snapshot.messages[:-1]
    last = before[-1] if before else None
    return last is not None and last.author.kind == "bot" and turn.voice.said(last.text, *_OFFERS)


_SAY = {
    "requested": ("human", "closed"),
    "system": ("human_system", "closed_system"),
    "unsure": ("human_unsure", "closed"),
    "angry": ("human_angry", "closed_angry"),
    "angry_again": ("human_angry_again", "closed_angry_again"),
    "complaint": ("human_complaint", "closed"),
    "danger": ("human_danger", "closed_danger"),
}


def _hand_over(
    turn: Turn, occasion: str, reason: Why, *, queue: str | None = None, urgent: bool = False, say: str = ""
) -> Decision:
    """To a person while people work; else the truth that nobody is there, and where to leave a message."""
    when_open, when_closed = _SAY[occasion]
    if not turn.snapshot.open:
        return _reply(turn, when_closed, "closed_hours", suggestions=[texts.LEAVE[turn.read.language]])
    return _asked(turn, say or _fresh(turn, when_open), reason, queue=queue, urgent=urgent)


def _asked(turn: Turn, say: str, reason: Why, *, queue: str | None = None, urgent: bool = False) -> AskHuman:
    language = turn.read.language
    wanted = summary.need(turn.snapshot.messages, language)
    return AskHuman(
        reason=reason,
        say=say,
        need=wanted,
        summary=tasks.summed_up(
            turn, summary.summary(turn.snapshot.messages, turn.state, turn.emotion, wanted, language)
        ),
        emotion=turn.emotion,
        queue=queue or queue_of_language(turn.snapshot.policy, language) or _queue(turn),
        urgent=urgent,
        confidence=turn.best.score if reason == "low_confidence" and turn.best else 1.0,
        state=msgspec.structs.replace(turn.state, unsure=0),
    )


def _queue(turn: Turn) -> str | None:
    """By the matter asked about, else by the nearest article of this message, else of what was shown before."""
    policy = turn.snapshot.policy
    if turn.read.matter:
        return queue_of_matter(policy, turn.read.matter)
    asks = len(turn.read.rest) >= summary.SUBSTANCE  # "转人工" finds articles too, but says nothing of the matter
    likely = [c.category for c in turn.snapshot.candidates[:3] if asks and c.score >= HINT]
    shown = [one.get("category", "") for one in reversed(turn.state.tried)]
    found = next((code for c in [*likely, *shown] if (code := queue_of(policy, c))), None)
    return found or (queue_of_matter(policy, "order") if turn.read.orders else None)


# ---------------------------------------------------------------- small talk


def _small_talk(turn: Turn) -> Decision | None:
    """Greetings, thanks, good-byes and the like: answered without a search."""
    read = turn.read
    if turn.said is not None and not turn.words:
        return _reply(turn, "empty", "empty")
    if read.no and _offered_human(turn):
        return _reply(turn, "no_offer", "declined")
    if read.closing:
        return Close(say=_fresh(turn, "goodbye"), reason="bot_resolved", state=_calm(turn))
    if read.declined and not read.matter and not read.orders and len("".join(read.rest.split())) < ASKS_BESIDES:
        return _reply(turn, "declined", "declined")
    if read.leave:
        return _reply(turn, "leave", "leave_message")
    if read.identity:
        return _reply(turn, "identity", "identity", suggestions=[_way_out(turn)])
    for occasion, heard in (
        ("thanks", read.thanks),
        ("greeting", read.greeting),
        ("acknowledged", read.acknowledged or read.yes or read.no),
    ):
        if heard:
            return _reply(turn, occasion, "small_talk")
    return None


# ---------------------------------------------------------------- answers


def _about_systems(turn: Turn) -> Decision | None:
    """What only a business system knows: a customer's own order, refund, parcel or visit. An article about this very
    question still comes first when no number was given: it says where to look it up oneself."""
    if not turn.read.matter and not turn.read.orders:
        return None
    exact = turn.best is not None and turn.best.score >= turn.snapshot.policy.exact
    if turn.snapshot.task and turn.best is not None and turn.best.score >= turn.snapshot.policy.likely:
        return None  # a question in the middle of a task about that very matter
    if not turn.read.orders and (exact or (turn.pinned is not None and not turn.read.unhelpful)):
        return None
    return _hand_over(turn, "system", "policy")


def _answer(turn: Turn) -> Decision:
    best, policy = turn.best, turn.snapshot.policy
    if turn.read.unhelpful and turn.last_bot and (best is None or best.score < policy.sure or len(turn.words) <= BRIEF):
        return _unsure(turn, "unhelpful")
    if best is None:
        return _unsure(turn, "unknown")
    if turn.pinned is not None:
        return _article(turn, turn.pinned, sure=turn.pinned.score >= policy.sure)
    second = turn.snapshot.candidates[1] if len(turn.snapshot.candidates) > 1 else None
    if (
        second is not None
        and LEAST <= best.score < CLEAR
        and second.score >= NEAR * best.score
        and not turn.state.unsure
    ):
        return _which(turn, best, second)
    if best.score >= policy.sure:
        return _article(turn, best, sure=True)
    if best.score >= policy.likely:
        return _article(turn, best, sure=False)
    return _unsure(turn, "unknown")


def _article(turn: Turn, article: Candidate, *, sure: bool) -> Decision:
    """The passage that answers, its source, and what is usually asked next."""
    language = turn.read.language
    shown, whole = passage(article.body or article.title, turn.words, language)
    repeated = shown in turn.last_bot
    occasion = "again" if repeated else "sure" if sure else "likely"
    parts = [turn.voice.choose(turn.chance, language, occasion, after=turn.last_bot, title=article.title), shown]
    if not whole:
        parts.append(turn.voice.choose(turn.chance, language, "source", title=article.title))
    if not sure:
        parts.append(turn.voice.choose(turn.chance, language, "offer" if turn.snapshot.open else "offer_closed"))
    others = [c for c in turn.snapshot.candidates if c.id != article.id and c.score >= FAR]
    suggestions = [*article.related, *map(question, others)]
    if not sure or repeated:
        suggestions.insert(min(2, len(suggestions)), _way_out(turn))
    return Reply(
        text="\n\n".join(part for part in parts if part),
        sources=[Source(article.id, article.title)],
        suggestions=suggesting.few(suggestions, turn.words),
        confidence=article.score,
        reason="answer" if sure else "likely_answer",
        state=_tried(turn, article, unsure=0),
    )


def _which(turn: Turn, first: Candidate, second: Candidate) -> Decision:
    return Reply(
        text=_fresh(turn, "which"),
        sources=[],
        suggestions=suggesting.few([question(first), question(second), _way_out(turn)], turn.words),
        confidence=first.score,
        reason="which",
        state=msgspec.structs.replace(turn.state, unsure=1),
    )


def _unsure(turn: Turn, occasion: str) -> Decision:
    """Says that it does not know; the second time in a row (the third where it may ask once more), or to an impatient
    customer, it hands over."""
    turns = turn.state.unsure + 1
    asked = occasion != "unhelpful"  # "no use" is no question: nothing to remember, nothing to search for
    state = _tried(turn, None, unsure=turns) if asked else msgspec.structs.replace(turn.state, unsure=turns)
    turn = msgspec.structs.replace(turn, state=state)
    if turns >= UNSURE_TURNS + bool(turn.snapshot.once_more) or turn.emotion == "annoyed":
        return _hand_over(turn, "unsure", "low_confidence")
    nearest = [question(c) for c in turn.snapshot.candidates[:2] if asked and c.score >= FAR]
    once_more = turns >= UNSURE_TURNS
    if once_more or (asked and not nearest):
        occasion = "once_more" if once_more else "unknown_bare"
    reply = _reply(turn, occasion, "once_more" if once_more else "unsure", suggestions=[*nearest, _way_out(turn)])
    return msgspec.structs.replace(reply, confidence=turn.best.score if turn.best else 0.0)


# ---------------------------------------------------------------- after an agent


def _after_hand_back(turn: Turn) -> Decision:
    """An agent has just handed back with an instruction: say so and, where an article is sure, begin with it."""
    best = turn.best
    acknowledged = _fresh(turn, "handed_back")
    if best is None or best.score < turn.snapshot.policy.sure:
        return _reply(turn, "handed_back", "handed_back")
    answer = _article(turn, best, sure=True)
    assert isinstance(answer, Reply)
    return msgspec.structs.replace(answer, text=f"{acknowledged}\n\n{answer.text}", reason="handed_back")


def _offering_pinned(turn: Turn, decision: Decision) -> Decision:
    """What is pinned comes first of what is offered, below a greeting as well."""
    greeted = turn.read.greeting and isinstance(decision, Reply) and decision.reason == "small_talk"
    if not isinstance(decision, Reply) or not (greeted or decision.reason in _ANSWERS):
        return decision
    return suggesting.with_pinned(turn.snapshot, decision, turn.words)


def _soothing(turn: Turn, decision: Decision) -> Decision:
    """An impatient customer is understood first, once."""
    if turn.emotion != "annoyed" or not isinstance(decision, Reply) or decision.reason not in _ANSWERS:
        return decision
    if turn.voice.said(turn.last_bot, "annoyed"):
        return decision
    said = turn.voice.choose(turn.chance, turn.read.language, "annoyed")
    return msgspec.structs.replace(decision, text=f"{said}\n\n{decision.text}")


def _acknowledging(turn: Turn, decision: Decision) -> Decision:
    """The first reply after a hand-back says that the bot knows; the instruction itself stays in the state."""
    if not turn.state.instruction or not isinstance(decision, Reply):
        return decision
    if any(turn.voice.said(m.text, "handed_back") for m in turn.snapshot.messages if m.author.kind == "bot"):
        return decision
    said = turn.voice.choose(turn.chance, turn.read.language, "handed_back")
    return msgspec.structs.replace(decision, text=f"{said}\n\n{decision.text}")


# ---------------------------------------------------------------- parts


def _reply(turn: Turn, occasion: str, reason: str, *, suggestions: list[str] | None = None) -> Reply:
    closed = f"{occasion}_closed"
    if not turn.snapshot.open and closed in texts.WORDINGS[turn.read.language]:
        occasion = closed
    return Reply(
        text=_fresh(turn, occasion),
        sources=[],
        suggestions=suggesting.few(suggestions or [], turn.words),
        confidence=1.0,
        reason=reason,
        state=turn.state,
    )


def _fresh(turn: Turn, occasion: str) -> str:
    """A wording that is not what the bot said last."""
    return turn.voice.choose(turn.chance, turn.read.language, occasion, after=turn.last_bot, brand=turn.snapshot.brand)


def _way_out(turn: Turn) -> str:
    return (texts.HUMAN if turn.snapshot.open else texts.LEAVE)[turn.read.language]


def _tried(turn: Turn, article: Candidate | None, *, unsure: int) -> BotState:
    """The state with this question and the article shown for it."""
    question = text.clip(reading.mask(" ".join(turn.words.split())), ASKED)
    one = {"question": question, "id": "", "title": "", "category": ""}
    if article is not None:
        one |= {"id": str(article.id), "title": article.title, "category": article.category}
    return msgspec.structs.replace(turn.state, tried=[*turn.state.tried, one][-KEPT_TRIES:], unsure=unsure)


def _calm(turn: Turn) -> BotState:
    return msgspec.structs.replace(turn.state, unsure=0)
