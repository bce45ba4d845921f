"""Emotion by words: which of six a text tells of. Pure. One part of what the learned model (`mood`) goes by."""

from __future__ import annotations

from math import log1p
from typing import Literal, get_args

from qingfeng.modules.understanding import words_of_mood

Emotion = Literal["neutral", "angry", "anxious", "sad", "happy", "surprised"]
EMOTIONS: tuple[Emotion, ...] = get_args(Emotion)
FEELINGS: tuple[Emotion, ...] = EMOTIONS[1:]
FEATURES = 21
_STILL = 0.3
"""What is left of a feeling that is denied; a denied happiness is a little sad and a little angry."""


def features(line: str) -> list[float]:
    """Of a normal text: 21 numbers, each of about 0..3."""
    heard = _heard(line)
    whole, most = sum(heard.values()), max(heard.values())
    return [
        *(log1p(heard[one]) for one in FEELINGS),
        *(heard[one] / (whole + 0.5) for one in FEELINGS),
        *(float(heard[one] == most > 0) for one in FEELINGS),
        float(whole == 0),
        min(3, line.count("!")) / 3,
        min(3, line.count("?")) / 3,
        float("?!" in line or "!?" in line),
        log1p(len(line)) / 5,
        min(3, line.count("...")) / 3,
    ]


def by_words(line: str) -> Emotion:
    """What the words alone say of a normal text."""
    heard = _heard(line)
    best = max(FEELINGS, key=lambda one: heard[one])
    return best if heard[best] > 0 else "neutral"


def _heard(line: str) -> dict[str, float]:
    found: dict[str, float] = dict.fromkeys(FEELINGS, 0.0)
    for word in words_of_mood.shipped("emotion").hear(line):
        for one in word.classes:
            share = 1 / len(word.classes)
            if not word.denied:
                found[one] += share
            elif one == "happy":
                found["sad"] += _STILL * share
                found["angry"] += _STILL * share
            else:
                found[one] += _STILL * share
    return found
