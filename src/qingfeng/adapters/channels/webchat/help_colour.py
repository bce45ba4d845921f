"""A house's colour made readable on the self-service page: WCAG contrast of at least 4.5:1. Pure.

The same figures as the chat's own (widget/src/ui/colour.ts).
"""

from __future__ import annotations

import re

WHITE, INK, OURS = "#ffffff", "#1b2428", "#0B7F79"
ENOUGH = 4.5
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    r, g, b = (v / 3294.6 if v / 255 <= 0.04045 else ((v / 255 + 0.055) / 1.055) ** 2.4 for v in _rgb(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a: str, b: str) -> float:
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def _mix(a: str, b: str, part: float) -> str:
    return "#" + "".join(f"{int(x + (y - x) * part + 0.5):02x}" for x, y in zip(_rgb(a), _rgb(b), strict=True))


def _readable(colour: str, pole: str, ground: str) -> str:
    for step in range(20):
        tried = _mix(colour, pole, step * 0.05)
        if contrast(tried, ground) >= ENOUGH:
            return tried
    return pole


def variables(wanted: str) -> dict[str, str]:
    """Fill, words on it, fill under the pointer, the colour as words by day and by night, and its wash by day and by night."""
    brand = wanted if _HEX.fullmatch(wanted) else OURS
    ink = contrast(brand, WHITE) < ENOUGH <= contrast(brand, INK)
    fill = brand if ink else _readable(brand, "#000000", WHITE)
    night = "#35b8af" if brand.upper() == OURS else _readable(brand, WHITE, "#1a2225")
    return {
        "b": fill,
        "on": INK if ink else WHITE,
        "press": _mix(fill, "#000000", 0.13),
        "bt": _readable(brand, "#000000", "#f6f8f8"),
        "bd": night,
        "wl": _mix(brand, WHITE, 0.91),
        "wd": _mix(brand, "#1a2225", 0.86),
    }
