"""Variables in a text: `{{customer.title}}`, or with what is said where it is not known, `{{customer.title|您}}`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from qingfeng.kernel.errors import Invalid

VARIABLE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*(?:\|([^{}|\n]*))?\}\}")
"""Its name, and its fallback if it has one; an empty fallback leaves the variable out."""
_BRACES = re.compile(r"\{\{|\}\}")


def names(body: str) -> list[str]:
    """The variables a text asks for, in order, each once."""
    return list(dict.fromkeys(found[1] for found in VARIABLE.finditer(body)))


def fill(body: str, values: Mapping[str, str]) -> tuple[str, list[str]]:
    """The text with its variables filled in, and the names of those that have neither value nor fallback: they stay as
    `{{name}}`."""
    missing: list[str] = []

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], "").strip() or found[2]
        if value is not None:
            return value.strip()
        if found[1] not in missing:
            missing.append(found[1])
        return "{{" + found[1] + "}}"

    return VARIABLE.sub(put, body), missing


def plain(body: str) -> str:
    """The text without its variables."""
    return VARIABLE.sub("", body)


def check(field: str, body: str) -> None:
    """Raises Invalid for braces that are no variable: a customer would read them."""
    if _BRACES.search(plain(body)):
        raise Invalid(
            "bad_variable",
            f"The {field} has a variable that is not written like {{{{customer.title}}}} or {{{{customer.title|you}}}}: two"
            " braces on each side, a name of small letters, digits, dots and underscores.",
            field=field,
        )
