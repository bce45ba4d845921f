"""How well an article answers a question. Pure; the constants are fitted, see tests/modules/knowledge/calibration.py.

Six things are measured, each 0..1, and added up with fitted weights; where a sentence encoder is at hand a seventh, how
near the meanings are (`meaning`), with weights fitted anew. An article gets its share in a choice among all
candidates and "none of them" (a conditional logit), so two articles that say nearly the same share one. The best one's
share is turned into the probability measured for such a share; the others keep their proportion to it. Weights of
words come from how many articles have them (inverse document frequency).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import msgspec

from qingfeng.kernel import text
from qingfeng.modules.knowledge.alike import MEANING, SHIPPED, Alike
from qingfeng.modules.knowledge.words import POLITE, STOP

SINGLE = 0.6
"""Weight of a single character against that of a word of the same rarity."""
STOPPED = 0.1
ENOUGH = 0.75
"""Of a word's greatest weight: what a question must weigh to say something; one that weighs less ("那个怎么弄") covers
no article in full."""
FEW = 20
"""Articles that are counted at least. How many have a word says little while there is one or two: a word that all of them
have would weigh least, though it is what the house is about. Measured on houses made of the demo's articles: with one
article, of unseen questions about it 66 % are answered instead of 27 %, of questions about others 1 % instead of none."""


class Weights(NamedTuple):
    """Of the measures and of "none"; `level` and `slope` turn the best share's log-odds into those measured.

    Fitted by `python -m tests.modules.knowledge.calibration --fit` on the demo content, once by words alone and once
    with meaning.
    """

    title: float = 6.59
    nearest: float = 0.85
    near: float = 3.84
    tags: float = 6.2
    body: float = 4.71
    all: float = 4.79
    meaning: float = 0.0
    none: float = 5.59
    level: float = 0.33
    slope: float = 0.57


FITTED = Weights()
"""By words alone: without an encoder, and until the vectors are there."""
WITH_MEANING = Weights(
    title=3.06, nearest=0.0, near=2.93, tags=3.37, body=3.38, all=4.52, meaning=10.55, none=8.66, level=0.35, slope=0.67
)
NEAR_FROM = 0.6
EXACT = 4.0
"""Added when the customer wrote one of the article's questions word for word. Chosen, not fitted: there is no doubt."""


class Doc(msgspec.Struct, frozen=True):
    """What is compared of an article."""

    title: str
    category: str
    tags: Sequence[str]
    questions: Sequence[str]
    body: str


class Asked(msgspec.Struct, frozen=True):
    """A question made ready: its tokens with their weights, its core (without politeness), and the weight to cover."""

    core: str
    weights: Mapping[str, float]
    total: float
    alike: Alike = SHIPPED


_POLITE = re.compile("|".join(sorted(map(re.escape, POLITE), key=len, reverse=True)))
_NOT_WORD = re.compile(r"[\W_]+")


def index_tokens(doc: Doc) -> list[str]:
    """What an article is found by."""
    parts = (doc.title, doc.category, *doc.tags, *doc.questions, doc.body)
    return [token for part in parts for token in text.tokens(part)]


def asked_tokens(question: str, alike: Alike = SHIPPED) -> list[str]:
    """The tokens to look for: those of the index, and one (`~快递`) for every line of words alike that occurs."""
    plain = text.simplify(text.fold(question))
    return list(dict.fromkeys([*text.tokens(plain), *alike.tokens(plain)]))


def lexeme_query(token: str, alike: Alike = SHIPPED) -> str:
    """The tsquery of one token."""
    if token.startswith(MEANING):
        return " | ".join(f"({text.query(text.terms(word), every=True)})" for word in alike.words[token])
    return text.query([token])


def weigh(
    question: str, tokens: Sequence[str], having: Mapping[str, float], articles: int, alike: Alike = SHIPPED
) -> Asked:
    """`having`: in how many of `articles` each token occurs (an estimate will do)."""
    articles = max(articles, FEW)
    weights: dict[str, float] = {}
    for token in tokens:
        n = min(having.get(token, 0.0), articles)
        idf = math.log(1 + (articles - n + 0.5) / (n + 0.5))
        if token in STOP or all(char in STOP for char in token):
            idf *= STOPPED
        elif len(token) == 1:
            idf *= SINGLE
        weights[token] = idf
    enough = ENOUGH * math.log(1 + (articles + 0.5) / 0.5)
    return Asked(core(question), weights, max(enough, sum(weights.values())), alike)


def measure(asked: Asked, doc: Doc) -> tuple[float, float, float, float, float, float]:
    """(title, nearest, near, tags, body, all), in the order of Weights; how near the meaning is comes after them."""
    mine = _grams(asked.core)
    title = _dice(mine, _grams(core(doc.title)))
    nearest = max([title, *(_dice(mine, _grams(core(q))) for q in doc.questions)])
    head = _plain(" ".join([doc.title, *doc.questions]))
    tags = _plain(" ".join([doc.category, *doc.tags]))
    body = _plain(doc.body)
    in_tags = in_body = in_all = 0.0
    for token, weight in asked.weights.items():
        tagged, written = _occurs(token, tags, asked.alike), _occurs(token, body, asked.alike)
        in_tags += weight * tagged
        in_body += weight * written
        in_all += weight * (tagged or written or _occurs(token, head, asked.alike))
    near = max(0.0, nearest - NEAR_FROM) / (1 - NEAR_FROM)
    return title, nearest, near, in_tags / asked.total, in_body / asked.total, in_all / asked.total


def strength(measures: Sequence[float], weights: Weights = FITTED) -> float:
    return sum(w * m for w, m in zip(weights, measures, strict=False))  # six measures or seven


def shares(strengths: Sequence[float], none: float = FITTED.none) -> list[float]:
    """The share of each candidate in the choice among them and none."""
    if not strengths:
        return []
    top = max(*strengths, none)
    odds = [math.exp(s - top) for s in strengths]
    total = sum(odds) + math.exp(none - top)
    return [o / total for o in odds]


def scores(strengths: Sequence[float], weights: Weights = FITTED) -> list[float]:
    """For each candidate the probability, 0..1, that it answers."""
    parts = shares(strengths, weights.none)
    best = max(parts, default=0.0)
    if best <= 0.0:
        return [0.0] * len(parts)
    log_odds = math.log(best) - math.log(max(1.0 - best, 1e-9))
    likely = 1 / (1 + math.exp(-(weights.level + weights.slope * log_odds)))
    return [likely * part / best for part in parts]


def rank(question: str, asked: Asked, docs: Sequence[Doc], near: Sequence[float] | None = None) -> list[float]:
    """Scores of the candidates, in their order. `near`: how near the meaning of each is; None: by words alone."""
    exact = core(question)
    weights = FITTED if near is None else WITH_MEANING
    strengths = []
    for at, doc in enumerate(docs):
        same = bool(exact) and any(core(q) == exact for q in (doc.title, *doc.questions))
        measures = measure(asked, doc) if near is None else (*measure(asked, doc), near[at])
        strengths.append(strength(measures, weights) + EXACT * same)
    return scores(strengths, weights)


def shared(asked: Asked, doc: Doc) -> list[str]:
    """The tokens of a question that an article has, the most telling first; of single characters none."""
    plain = _plain(" ".join([doc.title, doc.category, *doc.tags, *doc.questions, doc.body]))
    words = [t for t in asked.weights if len(t) > 1 and t not in STOP and _occurs(t, plain, asked.alike)]
    return sorted(words, key=lambda t: -asked.weights[t])


@lru_cache(maxsize=16_384)
def core(question: str) -> str:
    """Letters, digits and characters only, folded, politeness taken off: what two questions are compared by."""
    plain = text.simplify(text.fold(question))
    return _NOT_WORD.sub("", _POLITE.sub("", plain)) or _NOT_WORD.sub("", plain)


@lru_cache(maxsize=16_384)
def _grams(line: str) -> frozenset[str]:
    return frozenset(line).union(a + b for a, b in pairwise(line))


@lru_cache(maxsize=4_096)
def _plain(passage: str) -> str:
    return text.simplify(text.fold(passage))


def likeness(a: str, b: str) -> float:
    """Of two cores, 0..1: the characters and pairs of them that they share."""
    return _dice(_grams(a), _grams(b))


def _dice(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _occurs(token: str, plain: str, alike: Alike = SHIPPED) -> bool:
    if token.startswith(MEANING):
        return any(_occurs(word, plain) for word in alike.words[token])
    at = plain.find(token)
    if at < 0 or not token.isascii():
        return at >= 0
    return bool(_whole(token).search(plain))


@lru_cache(maxsize=4_096)
def _whole(token: str) -> re.Pattern[str]:
    """`e1` is not in `e10`, nor `fix` in `prefix`; a word of four letters may have an ending (install: installing)."""
    before = r"(?<!\d)" if token[0].isdigit() else "(?<![a-z])"
    ending = "[a-z]{0,3}" if len(token) >= 4 and token.isalpha() else ""
    after = r"(?!\d)" if token[-1].isdigit() else "(?![a-z])"
    return re.compile(before + re.escape(token) + ending + after)
