"""Tallies as earlier versions kept them: the seqs of messages as bits of a number in hexadecimal digits. Pure."""

from __future__ import annotations

from typing import Any

from qingfeng.modules.insight.model import Spans


def brought_up(kept: dict[str, Any]) -> dict[str, Any]:
    """The tally as it is kept now; itself when it is kept so already. What it counted stays counted, each seq once."""
    said = kept.get("said", {})
    if not any(isinstance(digits, str) for digits in said.values()):
        return kept
    bits = {who: int(digits, 16) for who, digits in said.items()}
    heard = 0
    for seqs in bits.values():
        heard |= seqs
    new = {name: value for name, value in kept.items() if name not in ("talk", "answered")}
    new["heard"] = spans_of(heard)
    new["said"] = {who: seqs.bit_count() for who, seqs in bits.items()}
    new["transfers"] = int(kept.get("transfers", "0"), 16).bit_count()
    if kept.get("answered") is not None and bits.get("agent"):
        first = (bits["agent"] & -bits["agent"]).bit_length() - 1
        who = [*kept.get("talk", {}).get(str(first), ()), None, None, None][2]
        new["answered"] = [first, kept["answered"], who]
    return new


def spans_of(bits: int) -> Spans:
    """Where the ones are, from the lowest."""
    found: list[tuple[int, int]] = []
    at = 0
    while bits:
        zeros = (bits & -bits).bit_length() - 1
        bits >>= zeros
        ones = (~bits & (bits + 1)).bit_length() - 1
        found.append((at + zeros, at + zeros + ones - 1))
        bits >>= ones
        at += zeros + ones
    return tuple(found)
