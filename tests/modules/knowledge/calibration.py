"""How good the ranking is and how far its scores can be believed, measured on the demo content.

Leave one question out: every question of every article is asked while it is missing from its article; the article is
the right answer. Leave one article out: the same questions while the whole article is missing; the right answer is
"none". Off topic: questions that no article of the content is about. Again: questions that are there, as a customer
would write them (a greeting before, a word dropped).

    python -m tests.modules.knowledge.calibration          prints the figures, by words alone and with meaning
    python -m tests.modules.knowledge.calibration --fit    fits the weights of rank.Weights and prints them
    python -m tests.modules.knowledge.calibration --cross  fits them on four fifths of the articles and prints the
                                                           figures of the other fifth, in turns
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from qingfeng.adapters.embed import found as encoder_found
from qingfeng.kernel import text
from qingfeng.modules.knowledge import alike, meaning, rank
from qingfeng.modules.knowledge.rank import Doc, Weights
from qingfeng.ports.embed import Encoder, EncoderId, Vectors

Floats = NDArray[np.float64]
WORDS, MEANING = 6, 7
"""Measures by words alone, and with meaning."""
OFF_TOPIC = Path(__file__).with_name("off_topic.txt")
SHARE = {"new": 1.0, "off_topic": 1.0, "again": 0.5, "gap": 0.25}
"""How much a case of each kind counts in a working day's mix: an assumption. Of what reaches the bot about one in
seven is then answered by no article, which is the lower end of what service desks report for a kept knowledge base."""

RIVALS = 40
"""As many as the search compares."""


class Article(NamedTuple):
    slug: str
    doc: Doc
    related: list[str]


class Case(NamedTuple):
    """One question: measures of all articles (rows), the row of the right one or -1, and the article it came from."""

    kind: str
    question: str
    measures: Floats
    right: int
    home: int


def content_folder() -> Path:
    return Path(str(resources.files("qingfeng.app"))) / "demo" / "data" / "knowledge"


def load(folder: Path) -> list[Article]:
    """The Chinese articles for customers."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for a in yaml.safe_load(path.read_text("utf-8"))["articles"]:
            if a["audience"] == "customer":
                doc = Doc(a["title"], a["category"], a.get("tags", []), [str(q) for q in a["questions"]], a["body"])
                found.append(Article(a["id"], doc, a["related"]))
    return found


@lru_cache(maxsize=100_000)
def _tokens(part: str) -> frozenset[str]:
    return frozenset(text.tokens(part))


def index(doc: Doc) -> frozenset[str]:
    return frozenset().union(*map(_tokens, (doc.title, doc.category, *doc.tags, *doc.questions, doc.body)))


def _has(words: frozenset[str], token: str) -> bool:
    if not token.startswith(alike.MEANING):
        return token in words
    return any(words.issuperset(text.terms(word)) for word in alike.SHIPPED.words[token])


def measure_all(question: str, docs: list[Doc], indexes: list[frozenset[str]]) -> Floats:
    tokens = rank.asked_tokens(question)
    having = {token: float(sum(_has(words, token) for words in indexes)) for token in tokens}
    asked = rank.weigh(question, tokens, having, len(docs))
    return np.array([rank.measure(asked, doc) for doc in docs])


def cases(articles: list[Article], seed: int = 5) -> list[Case]:
    rng = random.Random(seed)
    docs = [a.doc for a in articles]
    indexes = [index(doc) for doc in docs]
    found: list[Case] = []
    for home, article in enumerate(articles):
        for question in article.doc.questions:
            rest = [q for q in article.doc.questions if q != question]
            less = Doc(article.doc.title, article.doc.category, article.doc.tags, rest, article.doc.body)
            shown = [*docs[:home], less, *docs[home + 1 :]]
            seen = [*indexes[:home], index(less), *indexes[home + 1 :]]
            found.append(Case("new", question, measure_all(question, shown, seen), home, home))
        for question in rng.sample(list(article.doc.questions), min(2, len(article.doc.questions))):
            spoilt = spoil(question, rng)
            found.append(Case("again", spoilt, measure_all(spoilt, docs, indexes), home, home))
    lines = OFF_TOPIC.read_text("utf-8").splitlines()
    found.extend(Case("off_topic", line, measure_all(line, docs, indexes), -1, -1) for line in lines)
    return found


def spoil(question: str, rng: random.Random) -> str:
    """The question as another customer may write it."""
    if rng.random() < 0.5:
        question = rng.choice(["你好，", "请问", "我想问一下", "那个", "亲，", "我家", "麻烦问下，"]) + question
    if rng.random() < 0.5:
        question = question.rstrip("？?") + rng.choice(["怎么办", "呢", "啊", "谢谢", "？？", "，急", "了", "，在线等"])
    if rng.random() < 0.35 and len(question) > 5:
        at = rng.randrange(len(question))
        question = question[:at] + question[at + 1 :]
    return question


def with_meaning(articles: list[Article], found: list[Case], encoder: Encoder) -> list[Case]:
    """The same cases with one measure more: how near the meanings are. A question that is left out of its article is
    left out of the article's vector."""
    whole = [meaning.texts_of(a.doc.title, a.doc.questions, a.doc.body) for a in articles]
    lines = list(dict.fromkeys([*(one for parts in whole for part in parts for one in part), *map(_read, found)]))
    known = dict(zip(lines, encoder.encode(lines), strict=True))
    given = _Known(encoder.is_, known)
    rows = meaning.vectors_of(given, whole)
    out = []
    for case in found:
        shown = rows
        if case.kind == "new":
            head, body = whole[case.home]
            left = [one for one in head if one != meaning.normal(case.question)]
            shown = rows.copy()
            shown[case.home] = meaning.vectors_of(given, [(left, body)])[0]
        near = np.maximum(shown @ known[_read(case)], 0)
        out.append(case._replace(measures=np.column_stack([case.measures, near])))
    return out


def _read(case: Case) -> str:
    return meaning.normal(case.question)


class _Known:
    def __init__(self, is_: EncoderId, known: dict[str, Vectors]) -> None:
        self.is_ = is_
        self._known = known

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._known[one] for one in texts], dtype=np.float32)


def without_home(found: list[Case]) -> list[Case]:
    """The `new` questions while their whole article is missing: none is right."""
    return [
        c._replace(kind="gap", measures=np.delete(c.measures, c.home, 0), right=-1) for c in found if c.kind == "new"
    ]


def scored(case: Case, weights: Weights) -> list[float]:
    return rank.scores([rank.strength(row, weights) for row in case.measures], weights)


Bin = tuple[float, float, int, float, float]


class Figures(NamedTuple):
    """`r1`, `r3`: share of new questions whose article is first, among the first three; `mrr`: the mean of 1 / place.
    `again`: r1 of known ones. `sure`: share of new questions with a sure answer, `sure_right`: of these, right.

    `bins`: (from, to, number, mean score, share right) of the best article over the day's mix, `error` their weighted
    gap (expected calibration error); `new_bins`: the same over the new questions only.
    """

    questions: int
    r1: float
    r3: float
    mrr: float
    again: float
    sure: float
    sure_right: float
    off_topic_sure: float
    gap_sure: float
    error: float
    bins: list[Bin]
    new_bins: list[Bin]


def figures(found: list[Case], weights: Weights = rank.FITTED, sure: float = 0.7) -> Figures:
    return told([found], [weights], sure)


def told(parts: list[list[Case]], weights: list[Weights], sure: float = 0.7) -> Figures:
    """Of all parts together, each by its own weights."""
    tops: dict[str, list[tuple[float, bool]]] = {kind: [] for kind in SHARE}
    places: list[int] = []
    for part, own in zip(parts, weights, strict=True):
        for case in [*part, *without_home(part)]:
            result = scored(case, own)
            order = sorted(range(len(result)), key=lambda i: -result[i])
            tops[case.kind].append((result[order[0]], order[0] == case.right))
            if case.kind == "new":
                places.append(order.index(case.right) + 1)
    mix = [(score, right, SHARE[kind]) for kind, pairs in tops.items() for score, right in pairs]
    bins = reliability(mix)
    surely = [right for score, right in tops["new"] if score >= sure]
    return Figures(
        questions=len(places),
        r1=float(np.mean([place == 1 for place in places])),
        r3=float(np.mean([place <= 3 for place in places])),
        mrr=float(np.mean([1 / place for place in places])),
        again=float(np.mean([right for _, right in tops["again"]])),
        sure=len(surely) / len(places),
        sure_right=float(np.mean(surely)),
        off_topic_sure=float(np.mean([score >= sure for score, _ in tops["off_topic"]])),
        gap_sure=float(np.mean([score >= sure for score, _ in tops["gap"]])),
        error=sum(n * abs(mean - right) for _, _, n, mean, right in bins) / sum(n for _, _, n, _, _ in bins),
        bins=bins,
        new_bins=reliability([(score, right, 1.0) for score, right in tops["new"]]),
    )


def crossed(found: list[Case], folds: int = 5, rounds: int = 1_500) -> Figures:
    """Of each fold of the articles (and of the questions off topic), by weights fitted on the others."""
    homes = sorted({c.home for c in found if c.home >= 0})
    random.Random(1).shuffle(homes)
    off = [c for c in found if c.home < 0]
    fold = {home: at % folds for at, home in enumerate(homes)}
    of = [fold[c.home] if c.home >= 0 else off.index(c) % folds for c in found]
    parts = [[c for c, n in zip(found, of, strict=True) if n == at] for at in range(folds)]
    fitted = [fit([c for c, n in zip(found, of, strict=True) if n != at], rounds) for at in range(folds)]
    return told(parts, fitted)


def reliability(found: list[tuple[float, bool, float]]) -> list[Bin]:
    edges = [0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01]
    bins = []
    for low, high in pairwise(edges):
        inside = [(s, right, share) for s, right, share in found if low <= s < high]
        total = sum(share for _, _, share in inside)
        if total:
            mean = sum(s * share for s, _, share in inside) / total
            right = sum(r * share for _, r, share in inside) / total
            bins.append((low, min(high, 1.0), round(total), mean, right))
    return bins


def fit(found: list[Case], rounds: int = 3_000) -> Weights:
    """Greatest likelihood of the conditional logit, weights not negative (projected Adam, full batch)."""
    x, there, right, share = _table(found)
    wide = x.shape[2]
    theta = np.array([5.0] * (wide + 1))
    first, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, rounds + 1):
        gradient = _gradient(theta, x, there, right, share)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        theta -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        theta[:wide] = np.maximum(theta[:wide], 0)
    measures = [round(float(v), 2) for v in theta]
    title, nearest, near, tags, body, whole, *rest = measures
    meant = rest[0] if wide == MEANING else 0.0
    return _level(found, Weights(title, nearest, near, tags, body, whole, meant, rest[-1]))


def pull(found: list[Case], weights: Weights) -> Floats:
    """How steeply the likelihood still rises from these weights, each in its own direction: 0 where it is greatest (it
    has one top only). A weight of 0 that would have to be less than that is at its best."""
    table = _table(found)
    wide = table[0].shape[2]
    theta = np.array([*weights[:wide], weights.none])
    slope = _gradient(theta, *table)
    return np.where((theta <= 0) & (slope > 0), 0.0, slope)


def _table(found: list[Case]) -> tuple[Floats, Floats, NDArray[np.int_], Floats]:
    """Measures (cases, articles, measures), which of them there are, the right article, what a case counts."""
    groups = [(_rivals(c), SHARE[c.kind]) for c in [*found, *without_home(found)]]
    rows = max(len(c.measures) for c, _ in groups)
    x = np.zeros((len(groups), rows, found[0].measures.shape[1]))
    there = np.zeros((len(groups), rows), dtype=bool)
    for i, (case, _) in enumerate(groups):
        x[i, : len(case.measures)] = case.measures
        there[i, : len(case.measures)] = True
    right = np.array([c.right for c, _ in groups])
    share = np.array([s for _, s in groups])
    return x, there, right, share


def _rivals(case: Case) -> Case:
    """The case with the strongest articles only: the others have no share to speak of, and cost time."""
    order = np.argsort(-case.measures.sum(1))[:RIVALS]
    if case.right >= 0 and case.right not in order:
        order[-1] = case.right
    right = int(np.flatnonzero(order == case.right)[0]) if case.right >= 0 else -1
    return case._replace(measures=case.measures[order], right=right)


def _level(found: list[Case], weights: Weights) -> Weights:
    """Fit `level` and `slope`: logistic regression of "the best one is right" on its share's log-odds (Newton)."""
    odds, right, share = [], [], []
    for case in [*found, *without_home(found)]:
        parts = rank.shares([rank.strength(row, weights) for row in case.measures], weights.none)
        best = int(np.argmax(parts))
        odds.append(np.log(parts[best]) - np.log(max(1 - parts[best], 1e-9)))
        right.append(best == case.right)
        share.append(SHARE[case.kind])
    x, y, w = np.column_stack([np.ones(len(odds)), odds]), np.array(right, dtype=float), np.array(share)
    line = np.array([0.0, 1.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ line))
        line += np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x, x.T @ (w * (y - p)))
    return weights._replace(level=round(float(line[0]), 2), slope=round(float(line[1]), 2))


def _gradient(theta: Floats, x: Floats, there: NDArray[np.bool_], right: NDArray[np.int_], share: Floats) -> Floats:
    wide = x.shape[2]
    strengths = np.where(there, x @ theta[:wide], -np.inf)
    top = np.maximum(strengths.max(1), theta[wide])
    odds = np.exp(strengths - top[:, None])
    none = np.exp(theta[wide] - top)
    total = odds.sum(1) + none
    chosen = (odds / total[:, None])[:, :, None] * x
    wanted = np.where((right >= 0)[:, None], x[np.arange(len(x)), np.maximum(right, 0)], 0.0)
    weights = ((chosen.sum(1) - wanted) * share[:, None]).sum(0)
    offset = ((none / total - (right < 0)) * share).sum()
    return np.append(weights, offset) / share.sum()


def main() -> None:
    articles = load(Path(sys.argv[-1]) if Path(sys.argv[-1]).is_dir() else content_folder())
    plain = cases(articles)
    sets = [("by words alone", plain, rank.FITTED)]
    encoder = encoder_found()
    if encoder is not None:
        sets.append(("with meaning", with_meaning(articles, plain, encoder), rank.WITH_MEANING))
    for name, found, weights in sets:
        if "--fit" in sys.argv:
            weights = fit(found)
            sys.stdout.write(f"{weights}\n")
        _tell(f"{name}: {len(articles)} articles", crossed(found) if "--cross" in sys.argv else figures(found, weights))


def _tell(name: str, f: Figures) -> None:
    sys.stdout.write(
        f"{name}, {f.questions} questions: R@1 {f.r1:.3f}, R@3 {f.r3:.3f}, MRR {f.mrr:.3f}, again {f.again:.3f};"
        f" sure {f.sure:.3f}, of these right {f.sure_right:.3f};"
        f" surely wrong: off topic {f.off_topic_sure:.3f}, gap {f.gap_sure:.3f}; calibration error {f.error:.3f}\n"
    )
    for title, bins in (("the day's mix", f.bins), ("new questions only", f.new_bins)):
        sys.stdout.write(f"{title}\n")
        for low, high, n, mean, right in bins:
            sys.stdout.write(
                f"  score {low:.1f}-{high:.1f}: {n:4d} questions, mean score {mean:.2f}, right {right:.2f}\n"
            )


if __name__ == "__main__":
    main()
