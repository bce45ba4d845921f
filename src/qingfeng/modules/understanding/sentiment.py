"""Sentiment by words: what a text praises and what it complains of, with denial, degree and contrast. Pure.

What is heard here is one part of what the learned model (`mood`) goes by, and the peer it is measured beside.
"""

from __future__ import annotations

import re
from math import log1p, tanh
from typing import Literal, get_args

from qingfeng.modules.understanding import words_of_mood

Sentiment = Literal["positive", "neutral", "negative"]
SENTIMENTS: tuple[Sentiment, ...] = get_args(Sentiment)
FEATURES = 16
_SUPPOSED = re.compile(
    r"如果|要是|希望|建议|假如|本来|原本|以为|说好|号称|宣传|承诺|当初|以前|之前|曾经|原来|还敢|好意思|冲着|看着|看起来|看上去|表面|i wish|should have|supposed to"
)
"""What is praised in such a clause was wished for, or was so once."""
_FEARED = re.compile(r"以为会|担心|就怕|生怕|怕|起初|原本想|i was worried|i feared")
"""What is complained of in such a clause was only feared."""
_HARDLY = 0.4
_CONTRAST = re.compile(r"但是?|不过|可是|然而|就是|只是|却|只可惜|唯一|美中不足|除了|\bbut\b|\bhowever\b")
_STRENGTHENED = 1.4
_DENIED_PRAISE, _DENIED_COMPLAINT = -0.8, -0.6


def features(line: str) -> list[float]:
    """Of a normal text: 16 numbers, each of about -1..3."""
    weighed = [_clause(part) for part in words_of_mood.clauses(line)]
    sums = [praise - blame for praise, blame in weighed]
    praise, blame = sum(one for one, _ in weighed), sum(one for _, one in weighed)
    up, down = sum(one > 0 for one in sums), sum(one < 0 for one in sums)
    turned, after = _after_contrast(line, sums)
    return [
        log1p(praise),
        log1p(blame),
        (praise - blame) / (praise + blame + 1),
        tanh(sums[0] / 2) if sums else 0.0,
        tanh(sums[-1] / 2) if sums else 0.0,
        tanh(after / 2),
        float(turned),
        (up - down) / max(1, len(sums)),
        (up - down) / (up + down + 1),
        min(3, line.count("!")) / 3,
        min(3, line.count("?")) / 3,
        log1p(len(line)) / 5,
        float(blame == 0 < praise),
        float(praise == 0 < blame),
        tanh(max(sums, default=0.0) / 2),
        tanh(min(sums, default=0.0) / 2),
    ]


def by_words(line: str) -> tuple[Sentiment, float]:
    """What the words alone say of a normal text, and how far they lean: -1 complaint .. 1 praise."""
    lean = features(line)[2]
    return ("positive" if lean > 0 else "negative" if lean < 0 else "neutral"), lean


def _clause(part: str) -> tuple[float, float]:
    """Praise and blame of a clause, both 0 or more."""
    praise = blame = 0.0
    for word in words_of_mood.shipped("polarity").hear(part):
        value = float(word.classes[0])
        if word.denied:
            value *= _DENIED_PRAISE if value > 0 else _DENIED_COMPLAINT
        elif word.strong:
            value *= _STRENGTHENED
        if value > 0:
            praise += value
        else:
            blame -= value
    if _FEARED.search(part):
        return praise, blame * _HARDLY
    return (praise * _HARDLY if _SUPPOSED.search(part) else praise), blame


def _after_contrast(line: str, sums: list[float]) -> tuple[bool, float]:
    """Whether the text turns, and what it says from the last turn on."""
    parts = words_of_mood.clauses(line)
    turns = [at for at, part in enumerate(parts) if _CONTRAST.search(part)]
    return (True, sum(sums[turns[-1] :])) if turns else (False, 0.0)
