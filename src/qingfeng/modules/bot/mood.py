"""A customer's mood, told from one message. Pure; a small model by hand, honest about what it cannot hear."""

from __future__ import annotations

import re

from qingfeng.contracts.messages import Emotion
from qingfeng.kernel import text
from qingfeng.modules.bot import lexicon

_NEUTRAL = re.compile(lexicon.NEUTRAL, re.VERBOSE)
_HOT = re.compile(lexicon.HOT, re.VERBOSE)
_THREAT = re.compile(lexicon.THREAT, re.VERBOSE)
_COOL = re.compile(lexicon.COOL, re.VERBOSE)
_ASKING = re.compile(lexicon.ASKING, re.VERBOSE)
_DEMANDING = re.compile(lexicon.DEMANDING, re.VERBOSE)
_ABOUT_OTHERS = re.compile(lexicon.ABOUT_OTHERS, re.VERBOSE)
_SWINDLE = re.compile(lexicon.SWINDLE, re.VERBOSE)
_KIND = re.compile(r"谢|感谢|辛苦|好评|赞|棒|开心|满意|thank|great|love|perfect")

ANGRY = 3
ANNOYED = 1
LOOKED_AT = 2_000
ORDER: dict[Emotion, int] = {"calm": 0, "annoyed": 1, "angry": 2}


def emotion(message: str) -> Emotion:
    """`angry`: contempt, rage or a threat that is meant; `annoyed`: impatience or disappointment; else `calm`.

    Words that merely name trouble ("请问怎么投诉快递", "垃圾桶坏了") leave it calm. Sarcasm is not heard.
    """
    points = intensity(message)
    return "angry" if points >= ANGRY else "annoyed" if points >= ANNOYED else "calm"


def intensity(message: str) -> int:
    """Points: 3 for each word of contempt, 2 or 3 for a threat, 1 for each impatience (at most 3), 1 for shouting."""
    plain = _NEUTRAL.sub(" ", text.simplify(text.fold(message[:LOOKED_AT])))
    if _ABOUT_OTHERS.search(plain):
        plain = _SWINDLE.sub(" ", plain)
    asking = bool(_ASKING.search(plain)) and not _DEMANDING.search(plain)
    hot = len(set(_HOT.findall(plain)))
    threat = 0 if asking else len(set(_THREAT.findall(plain)))
    cool = len(set(_COOL.findall(plain)))
    points = 3 * hot + min(3, cool)
    if threat:
        points += 2 * min(2, threat) + bool(_DEMANDING.search(plain))
    if _shouts(message) and not _KIND.search(plain):
        points += 1
    return points


def _shouts(message: str) -> bool:
    """Three exclamation marks, or a sentence of Latin capitals."""
    if len(re.findall(r"[!！]", message)) >= 3:
        return True
    letters = [c for c in message if c.isascii() and c.isalpha()]
    return len(letters) >= 12 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def strongest(found: list[Emotion]) -> Emotion:
    return max(found, key=ORDER.__getitem__, default="calm")
