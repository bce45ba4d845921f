"""What a customer's words say to a question that was asked: a value, yes or no, never mind, "no, the other one". Pure.

Everything is read over folded, simplified text; values are what the slot's kind keeps: numbers as they are called,
dates as YYYY-MM-DD, telephone numbers as eleven digits, a choice as its value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from qingfeng.contracts.flows import Slot
from qingfeng.kernel import text

LONGEST = 500
Value = str | float | bool

_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_NUMBERED = re.compile(r"(?<![a-z0-9])(?:[a-z]{2,4}\d{8,20}|\d{10,20})(?![a-z0-9])")
_PARTS = re.compile(r"[\s,，。.!！~～、…;；:：]+")
_YES = re.compile(
    r"(?:是|是的|对|对的|对啊|好|好的|好吧|好啊|可以|可以的|行|行的|确认|确认提交|确定|嗯+|嗯嗯|没错|没问题|要|要的|需要|同意|提交|提交吧|办吧|就这样|就这个|"
    r"可以啊|没有问题|yes|yep|yeah|ok|okay|sure|confirm|confirmed|correct|right|go ahead|please do|submit|yes please)(?:了|吧|啊|呀|哦|的|哈)?"
)
_NO = re.compile(
    r"(?:不|不是|不是的|不要|不用|不对|否|不可以|不行|先不|先不了|不需要|不同意|不确认|先不办|不提交|没有|no|nope|not now|no thanks|don'?t|not yet)(?:了|吧|啊|呀|哦)?"
)
_VERB = re.compile(
    r"(?:我们?)?(?:还|都|从来|一直|根本|已经|早就|刚)?(?P<not>没有?|未|不曾)?(?P<verb>[\u4e00-\u9fff]{1,3}?)(?P<done>过了?|了)?(?:(?:一|两|二|三|几|好几|\d{1,2})(?:次|下|回|遍|天))?(?:呢|的|啊|呀|哦|吧)*"
)
_CANCEL = re.compile(
    r"(?:那)?(?:算了|不用了|不办了|不退了|不换了|不查了|不弄了|不要了|不需要了|不约了|不改了|不开了|不报了|不修了|先不了|先不办了|取消|取消办理|取消申请|别办了|停|不搞了|"
    r"不想办了|不想退了|never ?mind|forget it|cancel|cancel it|cancel that|stop|stop it|i changed my mind)(?:吧|了|啦|算了|哈)?"
)
_CALLED_OFF = re.compile(
    r"(?:那|算了|还是|先|等等|等下|等一下|我|就|哎|唉)*+不(?:想)?(?:办|退|换|查|弄|要|需要|约|改|开|报|修|搞|装|买|报修|报销|退货|开票|预约|安装)了(?:吧|啦|哈)?"
)
_PAUSE = re.compile(r"等等|等一?下|等会儿?|慢着|再想想|我再想想|想了想|hold on|wait")
_POLITE = re.compile(r"(?:谢谢|谢谢你|谢谢您|多谢|麻烦了|好|好的|嗯|哦|那|thanks|thank you|ok|okay)?")
_CORRECTS = re.compile(
    r"(?:^|[,，。.!！\s])(?:不对|错了|不是|搞错|说错|写错|打错|弄错|发错|填错|记错|改成|改为|改一?下|换成|换一?个|换一下|更正|应该是|重新填|"
    r"no[, ]|wrong|i meant|i mean|actually|sorry|change the|correct the|another|a different)|另一个|另外一个|别的(?:订单|单|手机|地址)|(?:说|写|打|搞|填|弄|记|选)错了?"
)
_ASKS = re.compile(
    r"[?？]|吗$|呢$|怎么|如何|为什么|为啥|多少|多久|什么|哪里|哪儿|哪个|几天|几点|能不能|可不可以|有没有|是不是|咋|"
    r"^(?:how|what|when|where|why|who|which|can|could|do|does|is|are|will|would|should)\b"
)
_HOW = re.compile(
    r"怎么(?!还|没|不|回事|样了)|如何|咋(?!还|没|不|回事)|哪(?:里|儿)?(?:可以|能)?(?:下载|看|开|弄|申请|领|改)|多少钱|怎么收费|收费[吗么]|要钱[吗么]|费用|"
    r"提前几|几天|要不要|需不需要|\bhow (?:do|can|to|much|long)\b|\bwhere can\b|\bdo i need\b"
)
_WANTS = re.compile(
    r"帮我|给我|我要|我想|麻烦|请(?!问)|申请|安排|\b(?:can|could) you\b|\bplease\b|\bi (?:want|need)\b|\bi'?d like\b"
)
_PLACE = "省市区县镇乡路街道巷弄号楼室村里园苑幢栋座单元小区"
_STREET = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|lane|building|room|district|apt|apartment|floor|drive|block)\b"
)
_DIGITS = {one: n for n, one in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_ORDINAL = re.compile(r"第?([1-9一二三四五六七八九])(?:个|项|种|条)?|(?:the )?(first|second|third|fourth)(?: one)?")
_ENGLISH = ("first", "second", "third", "fourth")
_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 5}
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def plain(said: str) -> str:
    return text.simplify(text.fold(said[: LONGEST * 4]))


def _parts(said: str) -> list[str]:
    return [part for part in _PARTS.split(plain(said).replace("？", "?")) if part]


def agrees(said: str) -> bool:
    """Yes, and nothing but yes: what has consequences is not begun on a "yes, but"."""
    parts, whole = _parts(said), " ".join(_parts(said))
    return bool(parts) and (
        bool(_YES.fullmatch(whole)) or all(_YES.fullmatch(p) or (p and _POLITE.fullmatch(p)) for p in parts)
    )


def declines(said: str) -> bool:
    """No, and nothing but no."""
    parts, whole = _parts(said), " ".join(_parts(said))
    return bool(parts) and (bool(_NO.fullmatch(whole)) or all(_NO.fullmatch(p) or _POLITE.fullmatch(p) for p in parts))


def cancels(said: str) -> bool:
    """Never mind: the task is not wanted any more."""
    parts, whole = _parts(said), " ".join(_parts(said))
    if _off(whole):
        return True
    found = [p for p in parts if _off(p)]
    return bool(found) and all(
        _off(p) or _PAUSE.fullmatch(p) or _POLITE.fullmatch(p) or _NO.fullmatch(p) for p in parts
    )


def _off(part: str) -> bool:
    return bool(_CANCEL.fullmatch(part) or _CALLED_OFF.fullmatch(part))


def asks(said: str) -> bool:
    """A question, as far as one can see."""
    return bool(_ASKS.search(plain(said).strip()))


def only_a_number(said: str) -> bool:
    """An order's number, and nothing else that says what is wanted of it."""
    words = _PHONE.sub(" ", plain(said))
    if not _NUMBERED.search(words):
        return False
    left = re.sub(
        r"订单号?|单号|运单|手机号?|尾号|后四位|查|看|一下|下|我的|帮我|请|这个|是|\d+|\W|order|number|my|is|please",
        "",
        _NUMBERED.sub(" ", words),
    )
    return len(left) <= 1


def asks_about(said: str) -> bool:
    """A question for what is known, such as how something is done or what it costs: nothing is wanted to be done."""
    words = plain(said)
    return (
        not _WANTS.search(words)
        and not _NUMBERED.search(words)
        and bool(_HOW.search(words) or _ASKS.search(words.strip()))
    )


def asks_how(said: str) -> bool:
    """Of those, the ones by plain words: how, how much, where one does it."""
    return bool(_HOW.search(plain(said))) and asks_about(said)


def corrects(said: str) -> bool:
    """They take back something they said before."""
    return bool(_CORRECTS.search(plain(said)))


def named(slot: Slot, said: str) -> bool:
    """Whether the words name this slot."""
    words = plain(said)
    called = [slot.label.zh, slot.label.en, *slot.also]
    return any(one and plain(one) in words for one in called)


def read(slot: Slot, said: str, now: datetime) -> Value | None:
    """The slot's value in these words; None when there is none that the slot allows."""
    return _READERS[slot.kind](slot, said, now)


def unasked(slot: Slot, said: str, now: datetime) -> Value | None:
    """The same of words that answer no question: only what cannot be mistaken."""
    if slot.kind in ("order", "parcel", "phone", "date"):
        return read(slot, said, now)
    if slot.kind == "number" and slot.digits:
        cue = re.search(r"(?:尾号|后四位|后4位|末四位|last (?:four|4)(?: digits)?)\D{0,6}(\d+)", plain(said))
        if cue:
            return cue[1] if len(cue[1]) == slot.digits else None
        return _beside_an_order(slot, said)
    if slot.kind == "choice":
        return _choice(slot, said, now, ordinal=False)
    return None


def _beside_an_order(slot: Slot, said: str) -> Value | None:
    """The one number of so many digits that stands by itself beside an order's number."""
    words = _PHONE.sub(" ", plain(said))
    if not _NUMBERED.search(words):
        return None
    alone = re.findall(rf"(?<![\w.-])\d{{{slot.digits}}}(?![\w.年月-])", _NUMBERED.sub(" ", words), re.ASCII)
    return str(alone[0]) if len(alone) == 1 else None


def of_record(slot: Slot, value: str, now: datetime) -> Value | None:
    """The slot's value from a customer's record: of a telephone number its last digits where only those are asked for."""
    if slot.kind == "number" and slot.digits:
        digits = re.sub(r"\D", "", value)
        return digits[-slot.digits :] if len(digits) >= slot.digits else None
    return read(slot, value, now)


def mask(value: str) -> str:
    return _PHONE.sub(lambda m: f"{m[1]}****{m[3]}", value)


# ---------------------------------------------------------------- kinds


def _text(slot: Slot, said: str, now: datetime) -> Value | None:
    return " ".join(said.split())[:LONGEST] or None


def _order(slot: Slot, said: str, now: datetime) -> Value | None:
    match = _NUMBERED.search(_PHONE.sub(" ", plain(said)))
    return match[0].upper() if match else None


def _phone(slot: Slot, said: str, now: datetime) -> Value | None:
    match = _PHONE.search(plain(said))
    return "".join(match.groups()) if match else None


def _number(slot: Slot, said: str, now: datetime) -> Value | None:
    words = plain(said)
    if slot.digits:
        match = _PHONE.search(words)
        if match and len(_PHONE.findall(words)) == 1 and slot.digits <= 4:  # who gives the whole number gives its end
            return match[3][-slot.digits :]
        found = re.findall(rf"(?<!\d)\d{{{slot.digits}}}(?!\d)", words)
        return str(found[0]) if len(set(found)) == 1 else None
    match = re.search(r"-?\d{1,12}(?:\.\d{1,6})?", words)
    value = float(match[0]) if match else _spelled(words)
    if value is None or (slot.least is not None and value < slot.least):
        return None
    return None if slot.most is not None and value > slot.most else value


def _spelled(words: str) -> float | None:
    match = re.search(r"[零〇一二两三四五六七八九十]{1,3}", words)
    if match is None:
        return None
    tens, cut, ones = match[0].partition("十")
    if not cut:
        return float(_DIGITS[tens]) if len(tens) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return float(10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0))


def _yes_no(slot: Slot, said: str, now: datetime) -> Value | None:
    return True if agrees(said) else False if declines(said) else _by_its_verb(slot, said)


def _by_its_verb(slot: Slot, said: str) -> bool | None:
    """Answers in the words of the question: 拆了, 已经用过了; 没拆, 还没用过呢."""
    asked = plain(slot.prompt.zh)
    answers = set()
    for part in _parts(said):
        found = _VERB.fullmatch(part)
        if found is not None and found["verb"][0] in asked and (found["not"] or found["done"]):
            answers.add(not found["not"])
        elif not _POLITE.fullmatch(part):
            return None
    return answers.pop() if len(answers) == 1 else None


def _address(slot: Slot, said: str, now: datetime) -> Value | None:
    words = " ".join(said.split())[:LONGEST]
    low = plain(words)
    chinese = sum(low.count(one) for one in _PLACE) >= 2
    english = bool(_STREET.search(low)) and any(c.isdigit() for c in low)
    return words if len(words) >= 6 and (chinese or english) else None


def _choice(slot: Slot, said: str, now: datetime, *, ordinal: bool = True) -> Value | None:
    words = plain(said)
    found: list[tuple[int, str]] = []
    for choice in slot.choices:
        called = {plain(one) for one in (choice.value, choice.label.zh, choice.label.en, *choice.also) if one}
        longest = max((len(one) for one in called if one in words), default=0)
        if longest:
            found.append((longest, choice.value))
    if found:
        best = max(found)[0]
        names = [value for size, value in found if size == best]
        return names[0] if len(names) == 1 else None
    match = _ORDINAL.fullmatch(words.strip(" .。,，")) if ordinal else None
    if match is None:
        return None
    at = _ENGLISH.index(match[2]) + 1 if match[2] else _DIGITS.get(match[1]) or int(match[1])
    return slot.choices[at - 1].value if at <= len(slot.choices) else None


def _date(slot: Slot, said: str, now: datetime) -> Value | None:
    words, today = plain(said), now.date()
    found = _written(words, today) or _spoken(words, today)
    return found.isoformat() if found else None


def _written(words: str, today: date) -> date | None:
    full = re.search(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})", words)
    if full:
        return _made(int(full[1]), int(full[2]), int(full[3]))
    short = re.search(r"(?<!\d)(\d{1,2})\s*(?:月|/)\s*(\d{1,2})\s*(?:日|号)?(?!\d)", words)
    if short:
        this = _made(today.year, int(short[1]), int(short[2]))
        return this if this is None or this >= today else _made(today.year + 1, this.month, this.day)
    return None


def _spoken(words: str, today: date) -> date | None:
    for pattern, days in (
        (r"大后天", 3),
        (r"后天|day after tomorrow", 2),
        (r"明天|明儿|明日|tomorrow", 1),
        (r"今天|今儿|今日|\btoday\b", 0),
    ):
        if re.search(pattern, words):
            return today + timedelta(days=days)
    later = re.search(r"(\d{1,2})\s*天(?:以?后|之后)|in (\d{1,2}) days?", words)
    if later:
        return today + timedelta(days=int(later[1] or later[2]))
    monday = today - timedelta(days=today.weekday())
    match = re.search(r"(下下?个?)?(?:周|星期|礼拜)([一二三四五六日天末])", words)
    if match:
        day = monday + timedelta(days=_WEEKDAYS[match[2]] + 7 * (match[1] or "").count("下"))
        return day if match[1] or day >= today else day + timedelta(days=7)
    english = re.search(rf"(next )?\b({'|'.join(_DAYS)})\b", words)
    if english:
        day = monday + timedelta(days=_DAYS.index(english[2]) + (7 if english[1] else 0))
        return day if english[1] or day >= today else day + timedelta(days=7)
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_READERS: dict[str, Callable[[Slot, str, datetime], Value | None]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "order": _order,
    "parcel": _order,
    "phone": _phone,
    "date": _date,
    "address": _address,
    "yes_no": _yes_no,
}
