"""A bot that knows the demo's articles, to talk to without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

from qingfeng.contracts.bot import AskHuman, BotSnapshot, BotState, Candidate, Close, Decision, Reply
from qingfeng.contracts.messages import Author, AuthorKind, Message, MessageKind
from qingfeng.kernel.clock import rng
from qingfeng.modules.bot.public import decide
from qingfeng.modules.knowledge import rank
from tests.modules.knowledge.calibration import Article, content_folder, index, load, measure_all

HERE = UUID(int=7)
START = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)


@cache
def known() -> tuple[list[Article], list[frozenset[str]]]:
    articles = load(content_folder())
    return articles, [index(a.doc) for a in articles]


@cache
def candidates(question: str, limit: int = 5) -> list[Candidate]:
    """What the knowledge search finds."""
    articles, indexes = known()
    docs = [a.doc for a in articles]
    if not rank.asked_tokens(question):
        return []
    core = rank.core(question)
    strengths = [
        rank.strength(row) + rank.EXACT * any(rank.core(q) == core for q in (doc.title, *doc.questions))
        for row, doc in zip(measure_all(question, docs, indexes), docs, strict=True)
    ]
    scores = rank.scores(strengths)
    best = sorted(range(len(docs)), key=lambda i: -scores[i])[:limit]
    titles = {a.slug: a.doc.title for a in articles}
    return [
        Candidate(
            id=uuid5(HERE, articles[i].slug),
            title=docs[i].title,
            body=docs[i].body,
            questions=list(docs[i].questions),
            related=[titles[r] for r in articles[i].related if r in titles][:3],
            score=round(scores[i], 4),
            category=docs[i].category,
        )
        for i in best
        if scores[i] >= 0.01
    ]


def message(
    author: AuthorKind, text: str, seq: int, *, kind: MessageKind = "text", suggestions: list[str] | None = None
) -> Message:
    return Message(
        id=UUID(int=seq),
        conversation_id=HERE,
        seq=seq,
        prev=seq - 1,
        author=Author(author, None, author),
        kind=kind,
        text=text,
        suggestions=suggestions or [],
        at=START + timedelta(seconds=seq),
    )


@dataclass
class Talk:
    """A conversation with the bot; `say` gives its decision and remembers it as the ledger would."""

    open: bool = True
    locale: str = "zh-CN"
    messages: list[Message] = field(default_factory=list)
    state: BotState = field(default_factory=BotState)
    found: list[Candidate] | None = None
    seed: int = 1

    def put(
        self, author: AuthorKind, text: str, *, kind: MessageKind = "text", suggestions: list[str] | None = None
    ) -> None:
        self.messages.append(message(author, text, len(self.messages) + 1, kind=kind, suggestions=suggestions))

    def snapshot(self) -> BotSnapshot:
        last = self.messages[-1].text if self.messages else ""
        return BotSnapshot(
            conversation_id=HERE,
            seq=len(self.messages),
            locale=self.locale,
            customer_name="张文静",
            brand="知夏电器",
            messages=self.messages[-20:],
            candidates=candidates(last or self.state.instruction or "") if self.found is None else self.found,
            state=self.state,
            open=self.open,
            policy_version="test",
        )

    def turn(self) -> Decision:
        decision = decide(self.snapshot(), START, rng(self.seed))
        self.seed += 1
        self.state = decision.state
        if isinstance(decision, Reply):
            self.put("bot", decision.text, suggestions=decision.suggestions)
        elif decision.say:
            self.put("bot", decision.say)
        return decision

    def say(self, text: str, *, kind: MessageKind = "text") -> Decision:
        self.put("customer", text, kind=kind)
        return self.turn()


def kind_of(decision: Decision) -> str:
    """`reply:reason`, `human:reason:queue` (with `!` when urgent) or `close`."""
    match decision:
        case Reply():
            return f"reply:{decision.reason}"
        case AskHuman():
            return f"human:{decision.reason}:{decision.queue}{'!' * decision.urgent}"
        case Close():
            return "close"
