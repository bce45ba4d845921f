"""What the bot knows before it is told anything: its version, the default policy, and the shapes of a turn. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

import msgspec

from qingfeng.contracts.bot import BotPolicy, BotSnapshot, Decision

POLICY_VERSION = "2026-11.2"
"""Changes with every change of rules, thresholds or wordings: stored with each decision."""

T = TypeVar("T")


class Chance(Protocol):
    """What the bot needs of a `random.Random`."""

    def choice(self, seq: Sequence[T], /) -> T: ...


DEFAULT_QUEUES: dict[str, str] = {
    "选购": "presale",
    "优惠活动": "presale",
    "以旧换新": "presale",
    "政府补贴": "presale",
    "下单支付": "order",
    "物流配送": "order",
    "发票": "order",
    "退换货": "aftersale",
    "安装": "install",
    "保修": "repair",
    "维修": "repair",
    "空调故障": "repair",
    "冰箱故障": "repair",
    "洗衣机故障": "repair",
    "热水器故障": "repair",
    "厨电故障": "repair",
    "净水器故障": "repair",
    "小家电故障": "repair",
    "空气净化器": "repair",
    "扫地机器人": "repair",
    "智能与 App": "repair",
    "清洁保养": "repair",
    "滤芯耗材": "repair",
    "安全": "repair",
    "会员积分": "member",
    "账号": "member",
    "隐私": "member",
    "投诉建议": "escalation",
}
"""Article category -> queue code; a tenant's policy may say otherwise, category by category."""

DEFAULT_MATTERS: dict[str, str] = {"order": "order", "delivery": "order", "refund": "aftersale", "visit": "install"}
DEFAULT_LANGUAGES: dict[str, str] = {"en": "english"}
COMPLAINT_QUEUE = "escalation"
DANGER_QUEUE = "repair"


def queue_of(policy: BotPolicy, category: str) -> str | None:
    return policy.queues.get(category) or DEFAULT_QUEUES.get(category)


def queue_of_matter(policy: BotPolicy, matter: str) -> str | None:
    return policy.matters.get(matter) or DEFAULT_MATTERS.get(matter)


def queue_of_language(policy: BotPolicy, language: str) -> str | None:
    """None for Chinese: any queue speaks it."""
    return policy.languages.get(language) or DEFAULT_LANGUAGES.get(language)


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was stored. `digest`: sha256 of the canonical JSON of the snapshot, hexadecimal."""

    id: UUID
    conversation_id: UUID
    seq: int
    at: datetime
    policy_version: str
    digest: str
    seed: int
    decision: Decision


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """A stored decision and what the same snapshot and seed give today. `intact`: the snapshot has its digest. `by_model`:
    a language model came to it; what that said stands in the snapshot and is not asked again."""

    recorded: Recorded
    again: Decision
    same: bool
    intact: bool
    by_model: bool = False


def digest(snapshot: BotSnapshot) -> str:
    """sha256 of the canonical JSON of a snapshot, hexadecimal."""
    return hashlib.sha256(msgspec.json.encode(snapshot, order="deterministic")).hexdigest()
