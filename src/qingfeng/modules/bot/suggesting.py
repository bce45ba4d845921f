"""Quick replies below what the bot says, and what a house has pinned for as long as a surge lasts. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from qingfeng.contracts.bot import BotSnapshot, Candidate, Reply
from qingfeng.kernel import text
from qingfeng.modules.bot import texts

SUGGESTIONS = 3
SHORT = 16
"""Characters of a title that fits on a quick reply; for a longer one the article's first question stands."""
NEAR = 0.7
"""One article is near another when its score is at least this share of the other's..."""
LEAST = 0.25
"""...and at least this much."""
_WAYS_OUT = {*texts.HUMAN.values(), *texts.LEAVE.values()}


def question(candidate: Candidate) -> str:
    """Words that lead to this article when they are sent."""
    if len(candidate.title) <= SHORT or not candidate.questions:
        return candidate.title
    return candidate.questions[0]


def few(wanted: list[str], words: str) -> list[str]:
    """At most three, each once, and not what was just asked."""
    asked = {text.fold(line) for line in words.splitlines()}
    return [s for s in dict.fromkeys(wanted) if s and text.fold(s) not in asked][:SUGGESTIONS]


def pinned_near(snapshot: BotSnapshot) -> Candidate | None:
    """The pinned article that this question is near to, once in a conversation; none where another is about this very
    question. `snapshot.candidates`: the likeliest first."""
    if not snapshot.pinned or not snapshot.candidates:
        return None
    best = snapshot.candidates[0]
    pinned = {one.id for one in snapshot.pinned} - {
        one.id for one in snapshot.pinned if _is_told(snapshot.state.tried, one)
    }
    near = [c for c in snapshot.candidates if c.id in pinned and c.score >= max(LEAST, NEAR * best.score)]
    return next((c for c in near if c.id == best.id or best.score < snapshot.policy.exact), None)


def with_pinned(snapshot: BotSnapshot, reply: Reply, words: str) -> Reply:
    """What is pinned first, unless the customer has been shown it; the way to a person stays where there was one."""
    first = [question(one) for one in snapshot.pinned or [] if not _is_told(reply.state.tried, one)]
    if not first:
        return reply
    way_out = [s for s in reply.suggestions if s in _WAYS_OUT]
    others = [s for s in reply.suggestions if s not in _WAYS_OUT]
    return replace(reply, suggestions=[*few([*first, *others], words)[: SUGGESTIONS - len(way_out)], *way_out])


def _is_told(tried: list[dict[str, str]], article: Candidate) -> bool:
    return any(one.get("id") == str(article.id) for one in tried)
