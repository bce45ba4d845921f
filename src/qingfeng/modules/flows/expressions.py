"""The language of conditions: small, total but for named errors, and without a way out of it. Pure.

    order.status == "shipped" and days_since(order.signed_at) <= 7
    reason in ["broken", "wrong"] or not known(parcel)

Names are slots and results with their fields; one that is not there is `none`. `days_since`, `days_until`, `known`,
`len`, `lower`, `number`, `today` are all functions there are. Comparing what cannot be compared is an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

MAX_DEPTH = 20
MAX_LENGTH = 500
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\"|'[^']*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)"
    r"|(?P<sign>==|!=|<=|>=|[<>()\[\],+\-*]))"
)
_WORDS = {"true": True, "false": False, "none": None}
_KEPT = {"and", "or", "not", "in"}
_SIZE = {"known": 1, "len": 1, "lower": 1, "number": 1, "days_since": 1, "days_until": 1, "today": 0}
Node = tuple[Any, ...]
Values = Mapping[str, Any]


class ExpressionError(Exception):
    """`code` names what is wrong; `at`: where in the expression (characters), or -1 when it showed only at work."""

    def __init__(self, code: str, about: str = "", at: int = -1) -> None:
        super().__init__(f"{code}: {about}" if about else code)
        self.code = code
        self.about = about
        self.at = at


@lru_cache(maxsize=4096)
def parse(expression: str) -> Node:
    """The expression as a tree. Raises ExpressionError: too_long, bad_character, unexpected, unfinished, too_deep,
    unknown_function, wrong_arguments."""
    if len(expression) > MAX_LENGTH:
        raise ExpressionError("too_long", str(MAX_LENGTH), MAX_LENGTH)
    parser = _Parser(_tokens(expression))
    tree = parser.either()
    parser.end()
    return tree


def names(expression: str) -> set[str]:
    """The first parts of all names in it. Raises as `parse`."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, tuple):
            if node and node[0] == "name":
                found.add(node[1][0])
            else:
                for part in node[1:]:
                    walk(part)

    walk(parse(expression))
    return found


def value(expression: str, values: Values, now: datetime) -> Any:
    """What it is worth. `now`: in the house's own zone. Raises as `parse`; not_comparable, not_a_date, not_a_number."""
    return _value(parse(expression), values, now)


def look_up(path: list[str], values: Values) -> Any:
    """What stands under a dotted name; None when it is not there. A number steps into a list."""
    found: Any = values.get(path[0])
    for part in path[1:]:
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def _tokens(expression: str) -> list[tuple[str, str, int]]:
    found, at = [], 0
    expression = expression.rstrip()
    while at < len(expression):
        match = _TOKEN.match(expression, at)
        if match is None or match.end() == at:
            raise ExpressionError("bad_character", expression[at : at + 1], at)
        kind = str(match.lastgroup)
        text = match[kind]
        found.append((text if text in _KEPT and kind == "name" else kind, text, match.start(kind)))
        at = match.end()
    return found


class _Parser:
    def __init__(self, tokens: list[tuple[str, str, int]]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise ExpressionError("unexpected", self._tokens[self._at][1], self._tokens[self._at][2])

    def either(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ExpressionError("too_deep", str(MAX_DEPTH))
        left = self._both()
        while self._take("or"):
            left = ("or", left, self._both())
        self._depth -= 1
        return left

    def _both(self) -> Node:
        left = self._not()
        while self._take("and"):
            left = ("and", left, self._not())
        return left

    def _not(self) -> Node:
        flips = False
        while self._take("not"):
            flips = not flips
        node = self._compared()
        return ("not", node) if flips else node

    def _compared(self) -> Node:
        left = self._sum()
        for sign in ("==", "!=", "<=", ">=", "<", ">"):
            if self._take("sign", sign):
                return (sign, left, self._sum())
        if self._take("in"):
            return ("in", left, self._sum())
        return left

    def _sum(self) -> Node:
        left = self._product()
        while True:
            if self._take("sign", "+"):
                left = ("+", left, self._product())
            elif self._take("sign", "-"):
                left = ("-", left, self._product())
            else:
                return left

    def _product(self) -> Node:
        left = self._one()
        while self._take("sign", "*"):
            left = ("*", left, self._one())
        return left

    def _one(self) -> Node:
        if self._at >= len(self._tokens):
            raise ExpressionError("unfinished")
        kind, text, place = self._tokens[self._at]
        self._at += 1
        if kind == "number":
            return ("value", float(text) if "." in text else int(text))
        if kind == "text":
            return ("value", text[1:-1])
        if kind == "sign" and text == "(":
            inner = self.either()
            self._must(")")
            return inner
        if kind == "sign" and text == "[":
            return ("list", *self._listed("]"))
        if kind == "name":
            return self._named(text, place)
        raise ExpressionError("unexpected", text, place)

    def _named(self, text: str, place: int) -> Node:
        if self._take("sign", "("):
            arguments = self._listed(")")
            if text not in _SIZE:
                raise ExpressionError("unknown_function", text, place)
            if len(arguments) != _SIZE[text]:
                raise ExpressionError("wrong_arguments", text, place)
            return ("call", text, *arguments)
        return ("value", _WORDS[text]) if text in _WORDS else ("name", text.split("."))

    def _listed(self, closing: str) -> list[Node]:
        items: list[Node] = []
        while not self._take("sign", closing):
            if items:
                self._must(",")
            items.append(self.either())
        return items

    def _take(self, kind: str, text: str | None = None) -> bool:
        if self._at < len(self._tokens):
            found = self._tokens[self._at]
            if found[0] == kind and (text is None or found[1] == text):
                self._at += 1
                return True
        return False

    def _must(self, sign: str) -> None:
        if not self._take("sign", sign):
            if self._at < len(self._tokens):
                raise ExpressionError("unexpected", self._tokens[self._at][1], self._tokens[self._at][2])
            raise ExpressionError("unfinished", sign)


def _value(node: Node, values: Values, now: datetime) -> Any:
    kind = node[0]
    if kind == "value":
        return node[1]
    if kind == "name":
        return look_up(node[1], values)
    if kind == "list":
        return [_value(one, values, now) for one in node[1:]]
    if kind == "and":
        return bool(_value(node[1], values, now)) and bool(_value(node[2], values, now))
    if kind == "or":
        return bool(_value(node[1], values, now)) or bool(_value(node[2], values, now))
    if kind == "not":
        return not _value(node[1], values, now)
    if kind == "call":
        return _called(node[1], [_value(one, values, now) for one in node[2:]], now)
    return _calculated(kind, _value(node[1], values, now), _value(node[2], values, now))


_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _calculated(sign: str, left: Any, right: Any) -> Any:
    if sign in ("==", "!="):
        return (left == right) == (sign == "==")
    if sign == "in":
        if isinstance(right, str):
            return isinstance(left, str) and left in right
        if right is None:
            return False
        if not isinstance(right, list):
            raise ExpressionError("not_comparable", f"in {type(right).__name__}")
        return left in right
    if sign in ("+", "-", "*"):
        a, b = _number(left), _number(right)
        return a + b if sign == "+" else a - b if sign == "-" else a * b
    if left is None or right is None:
        return False  # what is not known is neither more nor less
    both = (_is_number(left) and _is_number(right)) or (isinstance(left, str) and isinstance(right, str))
    if not both:
        raise ExpressionError("not_comparable", f"{type(left).__name__} {sign} {type(right).__name__}")
    return _ORDERED[sign](left, right)


def _called(name: str, given: list[Any], now: datetime) -> Any:
    if name == "today":
        return now.date().isoformat()
    one = given[0]
    if name == "known":
        return one is not None and one != ""
    if one is None:
        return 0 if name == "len" else None
    if name == "len":
        return len(one) if isinstance(one, (str, list, dict)) else 0
    if name == "lower":
        return str(one).lower()
    if name == "number":
        return _number(one)
    days = (now.date() - _day(one, now)).days
    return days if name == "days_since" else -days


def _day(given: Any, now: datetime) -> date:
    try:
        text = str(given)
        if len(text) <= 10:
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return (at.astimezone(now.tzinfo) if at.tzinfo is not None else at).date()
    except (ValueError, OverflowError):
        raise ExpressionError("not_a_date", str(given)[:40]) from None


def _is_number(given: Any) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool)


def _number(given: Any) -> float | int:
    if _is_number(given):
        return given  # type: ignore[no-any-return]
    try:
        return float(str(given))
    except ValueError:
        raise ExpressionError("not_a_number", str(given)[:40]) from None
