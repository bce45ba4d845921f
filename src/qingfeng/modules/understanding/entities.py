"""What a text names: orders, parcels, serial numbers, telephones, amounts, days and times, products, addresses, e-mail.

Pure, by rules. Nothing overlaps; of two readings the one that is surer stands: what is led to by a word before what is
told by its format, before what is only a number. Identity and bank cards are never taken for anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import ahocorasick_rs
import msgspec

from qingfeng.modules.understanding import personal
from qingfeng.modules.understanding.addresses import addresses
from qingfeng.modules.understanding.entities_codes import codes
from qingfeng.modules.understanding.entities_money import amounts
from qingfeng.modules.understanding.entities_time import times
from qingfeng.modules.understanding.plain import digits, with_places

Kind = Literal["order", "parcel", "serial", "phone", "amount", "time", "product", "address", "email"]
LOOKED_AT = 4_000


class Entity(msgspec.Struct, frozen=True):
    """`text`: as it was written, from `start` to `end`. `value`: plain. Of an amount yuan as a number (`128.5`; other
    money with its code, `USD 20`), of a time ISO 8601 (`entities_time`), of a product its name in the tenant's list."""

    kind: Kind
    text: str
    value: str
    start: int
    end: int


class Products:
    """A tenant's list of names, found whatever their width, script and capitals; of two the longer."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names: dict[str, str] = {}
        for name in names:
            plain = "".join(with_places(name)[0].split()).lower()
            if len(plain) >= 2:
                self._names.setdefault(plain, name)
        self._found = ahocorasick_rs.AhoCorasick(list(self._names), matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
        self._plain = list(self._names)

    def find(self, line: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and name; blanks within are nothing. Names that begin or end in letters stand alone."""
        kept = [at for at, char in enumerate(line) if not char.isspace()]
        bare = "".join(_lower(line[at]) for at in kept)
        for number, start, after in self._found.find_matches_as_indexes(bare):
            first, last = kept[start], kept[after - 1] + 1
            if not _cut(line, first, last):
                yield first, last, self._names[self._plain[number]]


def _lower(char: str) -> str:
    low = char.lower()
    return low if len(low) == 1 else char


def _cut(line: str, first: int, last: int) -> bool:
    """Whether a word or a number in figures goes on before or behind."""
    return (first > 0 and _joined(line[first - 1], line[first])) or (last < len(line) and _joined(line[last - 1], line[last]))  # fmt: skip


def _joined(a: str, b: str) -> bool:
    return (_letter(a) and _letter(b)) or (a.isdigit() and b.isdigit())


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def read_entities(text: str, now: datetime, products: Products | None = None) -> list[Entity]:
    """In the order of the text. `now`: in the customer's time zone, for what is said relative to it."""
    written = text[:LOOKED_AT]
    plain, places = with_places(written)
    taken: list[Entity] = []
    closed: list[tuple[int, int]] = []
    for kind, start, end, value in _readings(written, plain, places, now, products):
        a, b = start, end
        if b <= a or any(one < b and a < other for one, other in closed):
            continue
        closed.append((a, b))
        if kind is not None:
            taken.append(Entity(kind, written[a:b], value, a, b))
    return sorted(taken, key=lambda one: one.start)


_Reading = tuple[Kind | None, int, int, str]
_PERSONAL: dict[str, Kind | None] = {"email": "email", "phone": "phone", "address": "address"}


def _readings(
    written: str, plain: str, places: Sequence[int], now: datetime, products: Products | None
) -> Iterator[_Reading]:
    """Kind (None: only not to be taken for anything else), start and end in the text as written, value; the surest
    first."""
    told = personal.find(written)
    for one in told:
        if one.kind == "email":
            yield "email", one.start, one.end, one.value
    for start, end, value in products.find(plain) if products else ():
        yield "product", *_written(places, start, end), value
    figures = digits(plain)
    for kind, start, end, value in codes(plain):
        if not _is_card(told, *_written(places, start, end)):
            yield kind, *_written(places, start, end), value
    for one in told:
        if one.kind != "address":
            yield _PERSONAL.get(one.kind), one.start, one.end, one.value
    for kind, start, end, value in codes(figures) if figures != plain else ():
        yield kind, *_written(places, start, end), value
    for start, end, value in amounts(plain):
        yield "amount", *_written(places, start, end), value
    for start, end in addresses(plain):
        yield "address", *_written(places, start, end), plain[start:end]
    for start, end, value in times(plain, now):
        yield "time", *_written(places, start, end), value


def _is_card(told: Sequence[personal.Found], start: int, end: int) -> bool:
    return any(one.kind in ("id_card", "bank_card") and one.start < end and start < one.end for one in told)


def _written(places: Sequence[int], start: int, end: int) -> tuple[int, int]:
    return places[start], places[end - 1] + 1
