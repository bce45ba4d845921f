"""Whether words on a colour can be read: the contrast of WCAG 2.1, success criterion 1.4.3 (level AA). Pure."""

from __future__ import annotations

import re

ENOUGH = 4.5
"""For text of ordinary size."""
ON_BUTTON = ("#ffffff", "#1b2428")
"""What the chat writes with on the house's colour: white, or its ink where white cannot be read."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS = 40


def is_colour(text: str) -> bool:
    return _HEX.fullmatch(text) is not None


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _rgb(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white), of two colours as `#rrggbb`."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def best(colour: str) -> float:
    """The contrast of the words on a button of this colour."""
    return max(contrast(colour, words) for words in ON_BUTTON)


def nearby(colour: str) -> str:
    """The nearest colour, darker or lighter, on which words can be read; the same when they can be read already."""
    if best(colour) >= ENOUGH:
        return colour
    for step in range(1, _STEPS + 1):
        for pole in ("#000000", "#ffffff"):
            tried = _mixed(colour, pole, step / _STEPS)
            if best(tried) >= ENOUGH:
                return tried
    raise AssertionError("black can always be read on")


def _mixed(colour: str, pole: str, part: float) -> str:
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in zip(_rgb(colour), _rgb(pole), strict=True))
