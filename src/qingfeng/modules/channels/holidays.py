"""Statutory holidays of mainland China and the weekend days worked in exchange (调休).

2025 and 2026: as the General Office of the State Council announced them (12 November 2024, 4 November 2025). 2027 was
not announced when this was written: it holds only the days that the regulation itself makes holidays, without the
exchanged days around them; a house adds those as exceptions, by hand or from a table, once they are known.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import msgspec

Kind = Literal["off", "work"]
ANNOUNCED = frozenset({2025, 2026})


class Holiday(msgspec.Struct, frozen=True):
    """One day. `announced`: False where only the regulation is known yet, not how days are exchanged."""

    day: date
    kind: Kind
    zh: str
    en: str
    announced: bool


_NAMES = {
    "new_year": ("元旦", "New Year's Day"),
    "spring": ("春节", "Spring Festival"),
    "qingming": ("清明节", "Qingming Festival"),
    "labour": ("劳动节", "Labour Day"),
    "dragon_boat": ("端午节", "Dragon Boat Festival"),
    "mid_autumn": ("中秋节", "Mid-Autumn Festival"),
    "national": ("国庆节", "National Day"),
    "national_mid_autumn": ("国庆节、中秋节", "National Day and Mid-Autumn Festival"),
}
# Name, first day off, how many, and the weekend days worked for it.
_TABLE: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("new_year", "2025-01-01", 1, ()),
    ("spring", "2025-01-28", 8, ("2025-01-26", "2025-02-08")),
    ("qingming", "2025-04-04", 3, ()),
    ("labour", "2025-05-01", 5, ("2025-04-27",)),
    ("dragon_boat", "2025-05-31", 3, ()),
    ("national_mid_autumn", "2025-10-01", 8, ("2025-09-28", "2025-10-11")),
    ("new_year", "2026-01-01", 3, ("2026-01-04",)),
    ("spring", "2026-02-15", 9, ("2026-02-14", "2026-02-28")),
    ("qingming", "2026-04-04", 3, ()),
    ("labour", "2026-05-01", 5, ("2026-05-09",)),
    ("dragon_boat", "2026-06-19", 3, ()),
    ("mid_autumn", "2026-09-25", 3, ()),
    ("national", "2026-10-01", 7, ("2026-09-20", "2026-10-10")),
    ("new_year", "2027-01-01", 1, ()),
    ("spring", "2027-02-05", 4, ()),
    ("qingming", "2027-04-05", 1, ()),
    ("labour", "2027-05-01", 2, ()),
    ("dragon_boat", "2027-06-09", 1, ()),
    ("mid_autumn", "2027-09-15", 1, ()),
    ("national", "2027-10-01", 3, ()),
)


def _days() -> dict[str, Holiday]:
    found = {}
    for name, first, count, worked in _TABLE:
        zh, en = _NAMES[name]
        begins = date.fromisoformat(first)
        announced = begins.year in ANNOUNCED
        for offset in range(count):
            day = begins + timedelta(days=offset)
            found[day.isoformat()] = Holiday(day, "off", zh, en, announced)
        for one in worked:
            found[one] = Holiday(date.fromisoformat(one), "work", f"{zh}调休上班", f"Worked for {en}", announced)
    return dict(sorted(found.items()))


CHINA: dict[str, Holiday] = _days()
"""Holidays and exchanged working days by ISO date."""
