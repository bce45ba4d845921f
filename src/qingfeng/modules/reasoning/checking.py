"""Whether a sentence of a language model stands in its source. Pure; nothing of the model's own is believed.

Every amount, date, share, code and link of a sentence must occur in its source (a code may be the customer's own). The
rest must share its words with the source, and say yes where the source says yes. A sentence without a source may only be
a courtesy or a question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from qingfeng.modules.reasoning import figures
from qingfeng.modules.reasoning.figures import Figures

Fault = Literal["markup", "link", "figure", "words", "opposite", "no_source", "instructions", "empty"]
FLOOR = 0.5
"""Share of a sentence's pairs of characters (words, in English) that its source must have."""
LOCAL = 0.4
"""Share of each of its clauses' words that one place of the source must have: words from all over it prove nothing."""
NEAR = 0.75
"""Clauses of the source with at least this share of the best one's words may be what the sentence says."""
SHORT = 40
"""A courtesy is not longer."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence may stand on. `number`: as the model was shown it. `kind`: an article, or what a business system said."""

    number: int
    kind: Literal["article", "system"]
    id: str
    title: str
    text: str


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """`source`: the number of what it stands on; 0: a courtesy or a question. `fault`: why it is not said."""

    text: str
    source: int = 0
    asks: bool = False
    fault: Fault | None = None
    lacking: list[str] = []


_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARK = re.compile(r"[\[【［]\s*(?:来源|source|资料)?\s*:?\s*#?(\d{1,3})\s*[\]】］]", re.IGNORECASE)
_CITED = re.compile(
    r"\s*(?:[\[【［(（]\s*(?:来源|source|资料)\s*:?\s*#?\d{1,3}\s*[\]】］)）]|[\[【［]\s*#?\d{1,3}\s*[\]】］])",
    re.IGNORECASE,
)
_IMAGE = re.compile(r"!\s*\[[^\]]*\]\s*[(\[]")
_TAG = re.compile(r"<\s*/?\s*[a-zA-Z!?][^>]*>?")
_PLAIN_TAG = re.compile(r"<\s*/?\s*(?:p|br|b|i|em|strong|ul|ol|li|div|span|h[1-6])\s*/?\s*>", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\s*\(\s*([^)]*)\)")
_FENCE = re.compile(r"</?customer|«[0-9a-f]{6,}»|tool_call|function_call|<\|", re.IGNORECASE)
_DECOR = re.compile(r"[*_`#>|~]+")
_PAIRS = re.compile(rf"[{_HAN}]+|[a-z]+(?:'[a-z]+)?")
_CLAUSE = re.compile(r"[。！？!?；;，,\n：:（）()]|(?<=[a-z])\.\s|、(?=若|如)")
_QUESTION = re.compile(r"[？?]\s*$")
_STOP_EN = frozenset(
    [
        "a",
        "an",
        "the",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "to",
        "of",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "if",
        "you",
        "your",
        "we",
        "our",
        "us",
        "i",
        "it",
        "its",
        "this",
        "that",
        "with",
        "as",
        "by",
        "from",
        "will",
        "can",
        "may",
        "do",
        "does",
        "did",
        "have",
        "has",
        "had",
        "please",
        "so",
        "then",
        "when",
        "after",
        "before",
        "into",
        "out",
        "up",
        "there",
        "here",
        "also",
        "just",
    ]
)
_STOP_HAN = re.compile(
    "您好|请您|您的|可以|我们|这个|那个|一下|的话|就是|以及|或者|如果|需要|一般|目前|为您|帮您|建议|根据|资料|显示|按照|另外|同时|因此|所以|但是|不过"
)
_COURTESY = re.compile(
    r"^(?:您好|你好|亲|好的|明白|了解|收到|感谢|谢谢|抱歉|对不起|不好意思|很高兴|希望|祝您|请问|别着急|让您久等|关于您|您问的|您说的"
    r"|我(?:来)?帮您|我(?:先)?(?:来)?(?:看|查)|如(?:果)?(?:还)?有|还有(?:其他|别的|什么)|以上|以下|有(?:其他|别的|任何)|需要的话"
    r"|hello|hi\b|thank|sorry|i am sorry|i'm sorry|apolog|sure|of course|understood|let me|hope|if you (?:have|need)|feel free|glad|happy to|here)",
)
_PROMISES = re.compile(
    r"退|赔|补偿|免费|保证|承诺|一定|优惠|折扣|赠|送您|到账|处理好|已(?:经)?(?:为您|帮您|提交|登记|安排|办理|退|取消|发)|帮您(?:退|取消|办|改|申请|登记|提交|安排)"
    r"|密码|验证码|转账|银行卡|refund|free|guarantee|compensat|promise|discount|password|already|cancel(?:l)?ed|transfer"
)
_NOT_NEGATIVE = re.compile(
    r"无理由|不好意思|不客气|不过|不同|不仅|不但|不止|不管|无论|不论|不少|不久|不错|不断|不用谢|别的|别人|特别|分别|区别|级别|类别|个别"
    r"|非常|除非|是否|能不能|可不可以|有没有|是不是|要不要|会不会|无线|无线网|无水|无氟|无极|无叶|不锈钢|未来|没问题|莫非|不妨|差不多|对不起|不得不|无忧|无尘"
)
_NEGATIVE = re.compile(
    r"不|没|无|未|非|勿|别|禁|拒|免(?!费)|\bnot\b|n't\b|\bno\b|\bnever\b|\bcannot\b|\bwithout\b|\bneither\b|\bunable\b|\bexclud"
)
_PAYS = re.compile(r"承担|支付|自付|负责|出资|赔|付费|\bpay|\bcover|\bbear")
_HOUSE = re.compile(r"我们|我司|我方|商家|卖家|平台|公司|官方|厂家|\bwe\b|\bus\b|\bseller|\bcompany")
_BUYER = re.compile(r"您|你|买家|客户|消费者|用户|顾客|\byou\b|\bbuyer|\bcustomer")
_CRITICAL = {
    word: alike
    for alike in (
        ("免费", "免收", "不收费", "免上门费", "无需付费", "free"),
        ("包邮", "免运费", "免邮"),
        ("终身", "永久", "lifetime"),
        ("全额", "全款", "full refund"),
        ("双倍", "翻倍", "double"),
        ("无条件", "unconditional"),
        ("随时", "任何时候", "任意时间", "anytime"),
        ("立即", "立刻", "马上", "即时", "immediately", "instantly"),
        ("当天", "当日", "same day"),
        ("所有", "全部", "任何", "一切", "any", "all"),
    )
    for word in alike
}
"""Words that promise much: each must stand in the place of the source that the clause is from, or one alike."""
_EXCEPT = re.compile(r"除外|例外|另行收费|另收费|需(?:要)?(?:自费|付费)|收费|自理|except")


@lru_cache(maxsize=4096)
def _words(said: str) -> frozenset[str]:
    """Pairs of characters and words: what two sentences of the same matter share."""
    line = _STOP_HAN.sub(" ", _DECOR.sub(" ", figures.without(figures.plain(said))))
    found: set[str] = set()
    for run in _PAIRS.findall(line):
        if run[0].isascii():
            if run not in _STOP_EN and len(run) > 1:
                found.add(_stem(run))
        elif len(run) > 1:
            found.update(run[i : i + 2] for i in range(len(run) - 1))
    return frozenset(found)


def _stem(word: str) -> str:
    for end in ("ing", "ed", "es", "s"):
        if word.endswith(end) and len(word) - len(end) > 2:
            return word[: -len(end)]
    return word


def share(said: str, there: str) -> float:
    """How much of a sentence's words a text has, 0..1; 1 when it has none to look for."""
    wanted = _words(said)
    return len(wanted & _words(there)) / len(wanted) if wanted else 1.0


def negative(said: str) -> bool:
    """Whether a clause says no: an odd number of its words deny."""
    line = _NOT_NEGATIVE.sub(" ", figures.plain(said))
    return len(_NEGATIVE.findall(line)) % 2 == 1


def opposite(said: str, there: str) -> bool:
    """Whether a sentence denies what the source says, or says what it denies: judged clause by clause, beside those of
    the source that are likest to it."""
    clauses = _clauses(there)
    for clause in _clauses(said):
        best = max((len(_words(clause) & _words(c)) for c in clauses), default=0)
        near = [c for c in clauses if best and len(_words(clause) & _words(c)) >= NEAR * best]
        if near and len(_words(clause)) > 1 and all(_turned(clause, c) for c in near):
            return True
    return False


def _turned(said: str, there: str) -> bool:
    """Whether one of two clauses is the other turned round: by a no, a charge, or who pays."""
    if negative(said) != negative(there) or bool(_EXCEPT.search(said)) != bool(_EXCEPT.search(there)):
        return True
    if not (_PAYS.search(said) and _PAYS.search(there)):
        return False
    who, they = _parties(said), _parties(there)
    return bool(who and they and not who & they)


def _parties(clause: str) -> set[str]:
    return {name for name, words in (("house", _HOUSE), ("buyer", _BUYER)) if words.search(clause)}


def unsupported(said: str, there: str) -> str:
    """The first clause of a sentence that no place of the source has the words of; empty when all have one."""
    clauses = _clauses(there)
    places = ["\n".join(clauses[i : i + 3]) for i in range(max(1, len(clauses) - 2))]
    for clause in _clauses(said):
        wanted = _words(clause)
        if len(wanted) < 2 or _courtesy(clause):
            continue
        best = max(places, key=lambda place: len(wanted & _words(place)), default="")
        if len(wanted & _words(best)) < LOCAL * len(wanted):
            return clause
        for word, alike in _CRITICAL.items():
            if word in clause and not any(other in best for other in alike):
                return clause
    return ""


@lru_cache(maxsize=4096)
def _clauses(said: str) -> tuple[str, ...]:
    return tuple(c.strip() for c in _CLAUSE.split(figures.plain(said)) if c and c.strip())


def cleaned(said: str) -> tuple[str, Fault | None]:
    """A sentence without markup; a picture, a script or a fence of ours condemns it."""
    if _IMAGE.search(said):
        return said, "markup"
    if _FENCE.search(said):
        return said, "instructions"
    said = _PLAIN_TAG.sub(" ", said)
    if _TAG.search(said):
        return said, "markup"
    return re.sub(r"[ \t]{2,}", " ", said).strip(), None


def cited(said: str) -> tuple[str, list[int]]:
    """A sentence without the marks of its sources, and their numbers."""
    numbers = [int(m[1]) for m in _MARK.finditer(said)]
    return re.sub(r"\s+([。！？，；,.!?;])", r"\1", _CITED.sub("", said)).strip(), numbers


def check(sentence: str, sources: Sequence[Source], customer: str) -> Checked:
    """Judge one sentence beside the sources read so far and the customer's words."""
    text, fault = cleaned(sentence)
    text, numbers = cited(text)
    if fault is not None:
        return Checked(text=text, fault=fault)
    said = figures.read(text)
    if not _words(text) and not said.figures and not said.codes and not said.links:
        return Checked(text=text) if _courtesy(text) else Checked(text=text, fault="empty")
    asks = _QUESTION.search(text) is not None
    if said.links and not any(said.links <= read_source(one).links for one in sources):
        return Checked(text=text, fault="link", lacking=sorted(said.links))
    named = [one for one in sources if one.number in numbers]
    others = [one for one in sources if one.number not in numbers]
    worst: Checked | None = None
    for one in [*named, *others]:  # what it stands on is found, where the model named none or a wrong one
        found = _beside(text, said, one, customer, strict=one not in named)
        if found.fault is None:
            return msgspec.structs.replace(found, asks=asks)
        worst = worst or (found if one in named else None)
    if (asks or _courtesy(text)) and _harmless(text, said, customer):
        return Checked(text=text, asks=asks)
    return worst or Checked(text=text, fault="no_source")


@lru_cache(maxsize=512)
def _read(text: str) -> Figures:
    return figures.read(text)


def read_source(one: Source) -> Figures:
    return _read(f"{one.title}\n{one.text}")


def _beside(text: str, said: Figures, one: Source, customer: str, *, strict: bool) -> Checked:
    there = f"{one.title}\n{one.text}"
    missing = figures.lacking(said, read_source(one), codes=_read(customer).codes)
    if missing:
        links = [link for link in said.links if link in missing]
        return Checked(text=text, fault="link" if links else "figure", lacking=missing)
    if share(text, there) < (FLOOR + 0.15 if strict else FLOOR):
        return Checked(text=text, fault="words")
    if unsupported(text, there):
        return Checked(text=text, fault="words")
    if opposite(text, there):
        return Checked(text=text, fault="opposite")
    return Checked(text=text, source=one.number)


def _courtesy(text: str) -> bool:
    return len(text) <= SHORT and _COURTESY.match(figures.plain(text)) is not None


def _harmless(text: str, said: Figures, customer: str) -> bool:
    """No figure but the customer's own codes, and no promise."""
    if said.figures or said.links or not said.codes <= _read(customer).codes:
        return False
    return _PROMISES.search(figures.plain(text)) is None
