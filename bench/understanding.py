"""Understanding beside its peers in one run: intents, retrieval, sensitive words, topics.

    python -m bench understanding [--quick] [--data=FOLDER]

Intents beside TF-IDF with a linear support vector machine, fastText and node-nlp on the same split, of all examples and of
ten each; retrieval beside BM25 over words; sensitive words beside one regular expression; topics beside k-means over TF-IDF
that is told how many there are. The demo's articles ship; FOLDER adds public sets (`bench.support.texts`). Edited questions
are made by rule from their entries, and say no more than that. Seconds and milliseconds are of one core. The last line is JSON.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bench.support import text_peers
from bench.support.table import last, show
from bench.support.texts import Labelled, Shop, Task, articles, edited, shops, shots, tasks
from qingfeng.adapters.embed import found as encoder_found
from qingfeng.kernel.clock import rng
from qingfeng.modules.understanding.public import (
    OUT_OF_SCOPE,
    Example,
    Phrasing,
    Shelf,
    Term,
    TopicMessage,
    Words,
    cut_by_words,
    find_topics,
    judge,
    normal_text,
    percentile,
    read,
    scope,
    train,
)
from qingfeng.ports.embed import Encoder

SHOTS = 10
TERMS = 20_000
TIMED = 200
MESSAGES = 10_000


def main() -> None:
    quick = "--quick" in sys.argv
    given = next((one.removeprefix("--data=") for one in sys.argv if one.startswith("--data=")), None)
    folder = None if given is None else Path(given)
    encoder = encoder_found()
    if encoder is None:
        print("The sentence encoder is not installed: nothing to measure.")
        return
    with threadpool_limits(1):
        figures = {
            "intent": intent(tasks(folder), encoder, quick),
            "retrieval": retrieval(shops(folder), encoder, quick),
            "sensitive": sensitive(quick),
            "topics": topics(tasks(folder), encoder, quick),
        }
    last("understanding", {"quick": quick, **figures})


# ------------------------------------------------------------------ intent
def intent(given: list[Task], encoder: Encoder, quick: bool) -> list[dict[str, Any]]:
    found = []
    for task in given:
        for few in (False, True):
            rows = shots(task.train, SHOTS, random.Random(1))[0] if few else task.train
            test = task.test[:500] if quick else task.test
            found.append({"set": task.name, "shots": SHOTS if few else 0, **_intent(task, rows, test, encoder, quick)})
    head = ("intents", "learned from", "accuracy", "ECE", "others told", "false alarms", "s", "p95 ms", "SVM", "fastText", "node-nlp")  # fmt: skip
    show(
        head,
        [
            (
                one["set"] + (f", {SHOTS} each" if one["shots"] else ""),
                one["examples"],
                f"{one['accuracy']:.2%}",
                f"{one['ece']:.3f}",
                *(("–", "–") if one["told"] is None else (f"{one['told']:.1%}", f"{one['false_alarms']:.1%}")),
                f"{one['seconds']:.1f}",
                f"{one['p95_ms']:.1f}",
                *("–" if one[peer] is None else f"{one[peer]:.2%}" for peer in ("svm", "fasttext", "node_nlp")),
            )
            for one in found
        ],
    )
    return found


def _intent(task: Task, rows: Labelled, test: Labelled, encoder: Encoder, quick: bool) -> dict[str, Any]:
    texts, wanted = [text for text, _ in test], [label for _, label in test]
    examples = [Example(*row) for row in rows] + [Example(text, OUT_OF_SCOPE) for text in task.outside[0]]
    begun = perf_counter()
    model = train(examples, encoder, rng(1))
    seconds = perf_counter() - begun
    reads = read(model, texts, encoder)
    others = read(model, task.outside[1], encoder) if task.outside[1] else []
    told = [one.top[0].intent for one in reads]
    judged = judge(wanted, told, [one.confidence for one in reads])
    right = [a == b for a, b in zip(wanted, told, strict=True)]
    around = scope(right, [one.in_scope for one in reads], [one.in_scope for one in others])
    lasted = []
    for text in texts[:TIMED]:
        begun = perf_counter()
        read(model, [text], encoder)
        lasted.append((perf_counter() - begun) * 1000)
    few = len(rows) <= 4_000
    peers = {
        "svm": text_peers.machine(rows, texts),
        "fasttext": None if quick else text_peers.fast_text(rows, texts),
        "node_nlp": text_peers.node_nlp(rows, texts, chinese=task.chinese) if few and not quick else None,
    }
    return {
        "examples": len(rows),
        "intents": len(model.header.labels),
        "tested": len(test),
        "accuracy": judged.accuracy,
        "ece": judged.ece,
        "told": around.recall,
        "false_alarms": around.false_alarms,
        "seconds": seconds,
        "p95_ms": percentile(lasted, 0.95),
        **{name: None if peer is None else _share(wanted, peer.labels) for name, peer in peers.items()},
    }


def _share(wanted: Sequence[str], told: Sequence[str]) -> float:
    return sum(a == b for a, b in zip(wanted, told, strict=True)) / len(wanted)


# ------------------------------------------------------------------ retrieval
def retrieval(given: list[Shop], encoder: Encoder, quick: bool) -> list[dict[str, Any]]:
    found = []
    for shop in given:
        asked = shop.questions[:300] if quick else shop.questions
        entries = [Phrasing(slug, text) for text, slug in shop.entries]
        ours, words = Shelf(entries, encoder), Shelf(entries, None, cut_by_words)
        lasted = []
        for text, _ in asked[:TIMED]:
            begun = perf_counter()
            ours.find([text])
            lasted.append((perf_counter() - begun) * 1000)
        a, b = _ranked(ours, asked), _ranked(words, asked)
        found.append({"set": shop.name, "entries": len(ours.ids), "phrasings": len(entries), "questions": len(asked),
                      "r1": a[0], "r5": a[1], "mrr": a[2], "words_r1": b[0], "words_mrr": b[2], "p95_ms": percentile(lasted, 0.95)})  # fmt: skip
    head = ("retrieval", "entries", "phrasings", "questions", "R@1", "R@5", "MRR", "words R@1", "MRR", "p95 ms")
    show(
        head,
        [
            (one["set"], one["entries"], one["phrasings"], one["questions"], f"{one['r1']:.1%}", f"{one['r5']:.1%}",
             f"{one['mrr']:.3f}", f"{one['words_r1']:.1%}", f"{one['words_mrr']:.3f}", f"{one['p95_ms']:.1f}")
            for one in found
        ],
    )  # fmt: skip
    return found


def _ranked(shelf: Shelf, asked: Labelled) -> tuple[float, float, float]:
    """R@1, R@5 and the mean reciprocal rank among the first hundred."""
    places = [
        next((n for n, match in enumerate(found, 1) if match.id == wanted), 0)
        for (_, wanted), found in zip(asked, shelf.find([text for text, _ in asked], 100), strict=True)
    ]
    n = len(places)
    return sum(p == 1 for p in places) / n, sum(0 < p <= 5 for p in places) / n, sum(1 / p for p in places if p) / n


# ------------------------------------------------------------------ sensitive words
def sensitive(quick: bool) -> dict[str, Any]:
    """Terms of two to four characters, made by chance from those of the texts; the texts are the demo's questions, edited."""
    chance = random.Random(3)
    texts = [edited(q, chance, 2) for one in articles() for q in one.questions]
    alphabet = sorted({char for text in texts for char in text if "\u4e00" <= char <= "\u9fff"})
    terms: dict[str, None] = {}
    while len(terms) < (2_000 if quick else TERMS):
        terms["".join(chance.choice(alphabet) for _ in range(chance.choice((2, 3, 3, 4))))] = None
    texts = texts * (3 if quick else 15)
    total = sum(map(len, texts))
    words = Words([Term(text=one, variants=True, pinyin=True) for one in terms])
    plain = Words([Term(text=one) for one in terms])
    pattern = re.compile("|".join(map(re.escape, terms)))
    rows = []
    for name, find in (("whole, variants, pinyin", words.find), ("as they are", plain.find), ("regular expression", pattern.findall)):  # fmt: skip
        part = texts if name != "regular expression" else texts[: len(texts) // 15]
        begun = perf_counter()
        for text in part:
            find(text)
        rows.append((name, sum(map(len, part)) / (perf_counter() - begun)))
    show(("sensitive words", "characters a second"), [(name, f"{speed:,.0f}") for name, speed in rows])
    return {"terms": len(terms), "characters": total, **dict(rows)}


# ------------------------------------------------------------------ topics
def topics(given: list[Task], encoder: Encoder, quick: bool) -> list[dict[str, Any]]:
    from sklearn.metrics import normalized_mutual_info_score

    found = []
    for task in given:
        rows = list(task.train)
        random.Random(5).shuffle(rows)
        rows = rows[: 1_000 if quick else MESSAGES]
        begun = perf_counter()
        vectors = encoder.encode([normal_text(text) for text, _ in rows])
        encoded = perf_counter() - begun
        begun = perf_counter()
        told = find_topics([TopicMessage(text) for text, _ in rows], vectors, {})
        seconds = perf_counter() - begun
        of = np.arange(len(rows)) + len(told)
        for place, one in enumerate(told):
            of[list(one.members)] = place
        labels = [label for _, label in rows]
        begun = perf_counter()
        means = _means([text for text, _ in rows], len(set(labels)))
        found.append({"set": task.name, "messages": len(rows), "labels": len(set(labels)), "topics": len(told),
                      "information": float(normalized_mutual_info_score(labels, of)), "vector_seconds": encoded, "seconds": seconds,
                      "means_information": float(normalized_mutual_info_score(labels, means)), "means_seconds": perf_counter() - begun})  # fmt: skip
    show(
        ("topics", "messages", "labels", "topics", "information", "s", "vectors s", "k-means", "s"),
        [
            (one["set"], one["messages"], one["labels"], one["topics"], f"{one['information']:.3f}", f"{one['seconds']:.2f}",
             f"{one['vector_seconds']:.1f}", f"{one['means_information']:.3f}", f"{one['means_seconds']:.1f}")
            for one in found
        ],
    )  # fmt: skip
    return found


def _means(texts: list[str], wanted: int) -> Any:
    from sklearn.cluster import MiniBatchKMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer=lambda text: cut_by_words(text.lower())).fit_transform(texts)
    return MiniBatchKMeans(wanted, n_init=3, random_state=1).fit_predict(rows)


if __name__ == "__main__":
    main()
