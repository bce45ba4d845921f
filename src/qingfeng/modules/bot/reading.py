"""What a message says besides its question: whom it asks for, thanks, greetings, numbers, danger. Pure, by rules."""

from __future__ import annotations

import re

import msgspec

from qingfeng.kernel import text
from qingfeng.modules.bot import phrases

LOOKED_AT = 2_000
_EDGE = " ,，。.!！?？~～、…;；:："

_PART = re.compile(r"@([A-Z]+)")


def _find(phrases_: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(lambda m: phrases.PARTS[m[1]], phrases_), re.VERBOSE)


_DECLINED = _find(phrases.DECLINED)
_HUMAN = _find(phrases.HUMAN)
_ABOUT_HUMAN = _find(phrases.ABOUT_HUMAN)
_IDENTITY = _find(phrases.IDENTITY)
_COMPLAINT = _find(phrases.COMPLAINT)
_NO_COMPLAINT = _find(phrases.NO_COMPLAINT)
_DANGER = _find(phrases.DANGER)
_NO_DANGER = _find(phrases.NO_DANGER)
_UNHELPFUL = _find(phrases.UNHELPFUL)
_LEAVE = _find(phrases.LEAVE)
_THANKS = _find(phrases.THANKS)
_BYE = _find(phrases.BYE)
_ENDED = _find(phrases.ENDED)
_YES = _find(phrases.YES)
_NO = _find(phrases.NO)
_MATTERS = tuple((code, _find(pattern)) for code, pattern in phrases.MATTERS)
_ORDER_NO = re.compile(r"(?<![A-Za-z0-9-])(?:[A-Za-z]{2,4}\d{8,20}|\d{12,20})(?![A-Za-z0-9])")
_NAMED_NO = re.compile(
    r"(?:订单号?|单号|运单号?|服务单|工单|order(?: number| no\.?| #)?)[\s::是为#]{0,4}([A-Za-z]{0,4}\d{6,20})(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")

_BETWEEN = r"[\s,，。.!！?？~～、…;；:：]*"


def _only(*parts: str) -> re.Pattern[str]:
    """A message made of nothing but these phrases. Longer phrases are tried first and nothing is tried twice (atomic):
    a long message of repeated words would otherwise take for ever."""
    phrases_ = sorted((one.strip() for part in parts for one in part.split(" | ")), key=len, reverse=True)
    return re.compile(f"^(?>(?:(?:{'|'.join(phrases_)}){_BETWEEN})+)$", re.VERBOSE)


_ONLY_GREETING = _only(phrases.GREETING, phrases.CALLING)
_ONLY_THANKS = _only(phrases.THANKS, phrases.FILLER)
_ONLY_CLOSING = _only(phrases.OVER, phrases.BYE, phrases.THANKS, phrases.FILLER)
_ONLY_FILLER = _only(phrases.FILLER, phrases.UNDERSTOOD)
_WRAPPING = re.compile(
    "|".join((phrases.GREETING, phrases.THANKS, _HUMAN.pattern, _DECLINED.pattern, phrases.WRAPPING)), re.VERBOSE
)


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`matter`: what a business system must be asked about (order, delivery, refund, visit), if anything.
    `rest`: the message without calls for a person, greetings and thanks: what is left may be a question."""

    language: str
    human: bool = False
    declined: bool = False
    identity: bool = False
    complaint: bool = False
    danger: bool = False
    greeting: bool = False
    thanks: bool = False
    closing: bool = False
    acknowledged: bool = False
    yes: bool = False
    no: bool = False
    unhelpful: bool = False
    leave: bool = False
    matter: str | None = None
    orders: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    rest: str = ""

    @property
    def idle(self) -> bool:
        """Small talk and nothing else."""
        return self.greeting or self.thanks or self.closing or self.acknowledged or self.yes or self.no


def read_all(lines: list[str], default: str) -> Reading:
    """Several messages in a row, read as one turn: a wish or a number in any of them counts, small talk only when there
    is nothing else, an answer ("yes", "no use") only when it is the last word."""
    each = [read(line, default) for line in lines] or [read("", default)]
    last = each[-1]
    idle = all(one.idle for one in each[:-1])
    return msgspec.structs.replace(
        last,
        language=text.language("\n".join(lines), default),
        human=any(one.human for one in each) and not last.declined,
        complaint=any(one.complaint for one in each),
        danger=any(one.danger for one in each),
        identity=last.identity and idle,
        greeting=last.greeting and idle,
        thanks=last.thanks and idle,
        closing=last.closing and idle,
        acknowledged=last.acknowledged and idle,
        yes=last.yes and idle,
        no=last.no and idle,
        matter=next((one.matter for one in reversed(each) if one.matter), None),
        orders=tuple(dict.fromkeys(no for one in each for no in one.orders)),
        phones=tuple(dict.fromkeys(no for one in each for no in one.phones)),
        rest=" ".join(one.rest for one in each if one.rest),
    )


def read(message: str, default: str) -> Reading:
    """`default`: the conversation's locale, for messages whose language does not show."""
    message = message[:LOOKED_AT]
    plain = text.simplify(text.fold(message))
    bare = plain.strip(_EDGE)
    without = _DECLINED.sub(" ", plain)
    orders = order_numbers(message)
    closing = bool(_ONLY_CLOSING.match(plain)) and bool(_BYE.search(plain) or _ENDED.search(plain))
    return Reading(
        language=text.language(message, default),
        human=bool(_HUMAN.search(without.strip())) and not _ABOUT_HUMAN.search(without),
        declined=without != plain,
        identity=bool(_IDENTITY.search(plain)),
        complaint=bool(_COMPLAINT.search(plain)) and not _NO_COMPLAINT.search(plain),
        danger=bool(_DANGER.search(_NO_DANGER.sub(" ", plain))),
        greeting=bool(_ONLY_GREETING.match(plain)) and bool(bare),
        thanks=bool(_ONLY_THANKS.match(plain)) and bool(_THANKS.search(plain)),
        closing=closing,
        acknowledged=bool(_ONLY_FILLER.match(plain)) and bool(bare),
        yes=bool(_YES.fullmatch(bare)),
        no=bool(_NO.fullmatch(bare)),
        unhelpful=bool(_UNHELPFUL.search(plain)),
        leave=bool(_LEAVE.match(bare)),
        matter=next((code for code, pattern in _MATTERS if pattern.search(plain)), None),
        orders=orders,
        phones=phones(message),
        rest=_rest(without),
    )


def order_numbers(message: str) -> tuple[str, ...]:
    """Numbers of orders, parcels, visits and cases: letters with eight digits or more, or twelve digits; also shorter
    ones that are called a number. No telephone numbers."""
    folded = text.fold(message).upper()
    without = _PHONE.sub(" ", folded)
    found = [m[0] for m in _ORDER_NO.finditer(without)]
    found += [m[1] for m in _NAMED_NO.finditer(without)]
    return tuple(dict.fromkeys(found))


def phones(message: str) -> tuple[str, ...]:
    """Mainland mobile numbers, eleven digits each."""
    return tuple("".join(m.groups()) for m in _PHONE.finditer(message))


def mask(message: str) -> str:
    """Telephone numbers with the middle taken out."""
    return _PHONE.sub(lambda m: f"{m[1]}****{m[3]}", message)


def _rest(plain: str) -> str:
    return _WRAPPING.sub(" ", _PHONE.sub(" ", plain)).strip(_EDGE + "吧了呢啊吗")
