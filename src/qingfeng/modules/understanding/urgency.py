"""Who should take care of a message, and why: routine, a specialist, or an urgent complaint. Pure, by rules that are
written down in the guide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

import msgspec

from qingfeng.kernel.text import fold, simplify
from qingfeng.modules.understanding.entities import Entity
from qingfeng.modules.understanding.model import MAX_TEXT
from qingfeng.modules.understanding.mood import Mood

Level = Literal["routine", "specialist", "urgent_complaint"]
Reason = Literal[
    "danger", "money_at_risk", "threatens", "very_angry", "angry_again",
    "asks_for_person", "again", "afraid", "deadline", "large_amount", "several_matters", "long", "unknown_and_unhappy",
]  # fmt: skip
URGENT: tuple[Reason, ...] = ("danger", "money_at_risk", "threatens", "very_angry", "angry_again")
"""Any of these makes an urgent complaint; any other a specialist's case."""
VERY_ANGRY = 0.6
SURE = 0.5
COMPLAINT = -0.3
"""How far a text must lean to complaint to be an unhappy one."""
LARGE = Decimal(5000)
LONG = 200
SEVERAL = 3
SOON = timedelta(hours=24)

_NOT = r"(?<!没)(?<!没有)(?<!不会)(?<!不)(?<!防)(?<!会不会)(?<!避免)"
_DANGER = re.compile(
    _NOT
    + r"(?:起火|着火|失火|冒烟|冒火|爆炸|炸了|漏电|触电|电到|煤气泄漏|燃气泄漏|漏气|煤气味|一氧化碳|中毒|烫伤|烧伤|割伤|划伤|受伤|流血|晕倒|休克"
    r"|急救|送医|送急诊|住院|救护车|过敏性休克|想死|不想活|自杀|跳楼|救命)|玻璃渣|吞了(?:电池|纽扣)"
    r"|\b(?:on fire|smoking|smoke|exploded|electric shock|gas leak|injured|bleeding|hospital|ambulance|suicide|kill myself)\b"
)
_MONEY = re.compile(
    r"盗刷|被盗|被骗了|被骗走|诈骗|转错(?:人|账|了)|冻结(?:我的)?(?:账户|账号|卡)|验证码(?:告诉|给)了|不是我(?:刷|转|买|操作)|陌生(?:扣款|转账|登录)|莫名(?:其妙)?(?:被)?扣"
    r"|\b(?:scammed|hacked|stolen card|card was stolen|unauthori[sz]ed|fraud)\b"
)
_THREAT = re.compile(
    r"12315|12345|消协|消费者协会|工商局|市场监管|银保监|工信部|信访|起诉|法院|律师|打官司|报警|曝光|找媒体|找记者|上热搜|发微博|发抖音|黑猫|拉横幅|你们(?:公司)?(?:楼下|门口)"
    r"|\b(?:lawyer|lawsuit|sue you|court|police|ombudsman|go public|consumer association)\b"
)
_AGAIN = re.compile(
    r"第[二三四五六七八九十\d]+(?:次|回|遍|天)(?:了|打|找|联系|问|说|来|还|坏|修|发错|投诉)|(?:说|问|打|催|找|联系|反映|修|投诉|发)了(?:[二两三四五六七八九十几好\d]+|无数)(?:个|次|遍|回)|又(?:坏|错|没来|没到|是机器人)"
    r"|(?:一直|始终|到现在)(?:都|也|还)?(?:没|不|未)|没(?:有)?(?:一个)?人(?:管|理|回|处理|联系|接)|\b(?:third|fourth|fifth|second) time\b|\b(?:again and again|several times|still no|nobody)\b"
)
_PERSON = re.compile(r"转?人工|真人|找(?:个)?(?:人|经理|主管|领导|负责人)|叫你们?(?:经理|领导|主管)|\b(?:human|real person|agent|manager|supervisor)\b")  # fmt: skip
_HURRY = re.compile(r"急|马上|立刻|立即|赶紧|赶快|尽快|快点|来不及|最后一天|就要|务必|一定要|\b(?:urgent|asap|immediately|right now|hurry|deadline)\b")  # fmt: skip


class Triage(msgspec.Struct, frozen=True):
    """`reasons`: all that hold, in the order of `Reason`; none of a routine matter."""

    level: Level
    reasons: tuple[Reason, ...]


def triage(text: str, mood: Mood, intent: str | None, entities: Sequence[Entity], now: datetime) -> Triage:
    """`intent`: None when the text is about nothing that was learned. `now`: as for `read_entities`."""
    reasons = tuple(_reasons(simplify(fold(text[:MAX_TEXT])), mood, intent, entities, now))
    urgent = any(one in URGENT for one in reasons)
    return Triage("urgent_complaint" if urgent else "specialist" if reasons else "routine", reasons)


def _reasons(line: str, mood: Mood, intent: str | None, entities: Sequence[Entity], now: datetime) -> Iterator[Reason]:
    angry = mood.emotion == "angry" and mood.emotion_confidence >= SURE
    unhappy = angry or mood.lean <= COMPLAINT
    again = _AGAIN.search(line) is not None
    if _DANGER.search(line):
        yield "danger"
    if _MONEY.search(line):
        yield "money_at_risk"
    if unhappy and _THREAT.search(line):
        yield "threatens"
    if angry and mood.strength >= VERY_ANGRY:
        yield "very_angry"
    if angry and again:
        yield "angry_again"
    if _PERSON.search(line):
        yield "asks_for_person"
    if again and not angry:
        yield "again"
    if mood.emotion == "anxious" and mood.emotion_confidence >= SURE and mood.strength >= VERY_ANGRY:
        yield "afraid"
    if _HURRY.search(line) and any(_soon(one, now) for one in entities):
        yield "deadline"
    yield from _weight(line, unhappy, intent, entities)


def _weight(line: str, unhappy: bool, intent: str | None, entities: Sequence[Entity]) -> Iterator[Reason]:
    """What makes a matter hard, whatever its mood."""
    if unhappy and any(_amount(one) >= LARGE for one in entities):
        yield "large_amount"
    matters = {one.value for one in entities if one.kind in ("order", "parcel", "serial")}
    if len(matters) >= SEVERAL or line.count("?") >= SEVERAL:
        yield "several_matters"
    if len(line) > LONG:
        yield "long"
    if intent is None and unhappy:
        yield "unknown_and_unhappy"


def _soon(one: Entity, now: datetime) -> bool:
    """Whether a time is said that begins within a day."""
    if one.kind != "time":
        return False
    begins = datetime.fromisoformat(one.value.partition("/")[0])
    plain = now.replace(tzinfo=None)
    if "T" not in one.value:
        return timedelta(0) <= begins.date() - plain.date() <= SOON
    return timedelta(0) <= begins - plain <= SOON


def _amount(one: Entity) -> Decimal:
    """In yuan; 0 of other money."""
    return Decimal(one.value) if one.kind == "amount" and one.value.replace(".", "").isdigit() else Decimal(0)
