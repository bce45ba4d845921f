"""What the steps work with, and what a tenant has set."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec

from qingfeng.kernel.db import Connection, Database
from qingfeng.kernel.http import Limiter
from qingfeng.kernel.live import LiveHub
from qingfeng.kernel.uow import Work
from qingfeng.modules.access import public as access
from qingfeng.modules.channels.public import FileLinks
from qingfeng.modules.conversations.public import Held
from qingfeng.modules.flows.public import Connector
from qingfeng.modules.knowledge.public import Meanings
from qingfeng.modules.people.public import IDLE_MINUTES, SHIPPED_BREAKS, SIGN_OFF_HOURS, BreakReason
from qingfeng.ports.channel import Sender
from qingfeng.ports.llm import LanguageModel

CHANGED = "settings"
"""The type of what every process is told when a house has chosen otherwise."""


class Words(msgspec.Struct, frozen=True):
    zh: str
    en: str


class Reason(msgspec.Struct, frozen=True):
    """A choice with its words. `bad`: shown for low scores; `queue`: offered for conversations of this queue only;
    `parent`: code of the heading it stands under; `retired`: known, and chosen no more."""

    code: str
    zh: str
    en: str
    bad: bool = False
    queue: str | None = None
    parent: str | None = None
    retired: bool = False


class Lines(msgspec.Struct, frozen=True):
    zh: list[str]
    en: list[str]


_CLOSE = [Reason("solved", "已解决", "Solved"), Reason("no_reply", "客户未回复", "No reply")]
_DECLINE = [Reason("busy", "手头忙不过来", "Too busy now"), Reason("not_my_skill", "不是我的专长", "Not my field")]
_SURVEY = [Reason("slow", "等得太久", "Too slow", bad=True), Reason("kind", "态度很好", "Friendly")]
_WRAP_UP = [Reason("question", "咨询", "Question"), Reason("complaint", "投诉", "Complaint")]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """A tenant's choices (access.tenants.settings). Seconds, minutes and hours as the names say.

    `words`: fixed values of templates' variables by name, such as brand.hotline. `supervisors`: names by team code.
    `tell_monitored`: agents see that a supervisor looks at their conversation. `idle_minutes`: without a touch at any
    of their devices before an agent is away; 0: nobody is put on a break for that. `sign_off_hours`: without one before
    an agent is signed off, and after closing as well; 0: nobody is.
    """

    brand_color: str = "#0B7F79"
    logo_url: str | None = None
    bot_name: Words = Words("清风 AI", "Qingfeng AI")
    quick_questions: Lines = Lines([], [])
    presence_reasons: list[BreakReason] = msgspec.field(default_factory=lambda: list(SHIPPED_BREAKS))
    close_reasons: list[Reason] = msgspec.field(default_factory=_CLOSE.copy)
    decline_reasons: list[Reason] = msgspec.field(default_factory=_DECLINE.copy)
    survey_question: Words = Words("这次服务您满意吗？", "How did we do?")
    survey_reasons: list[Reason] = msgspec.field(default_factory=_SURVEY.copy)
    wrap_up_codes: list[Reason] = msgspec.field(default_factory=_WRAP_UP.copy)
    default_queue: str | None = None
    english_queue: str | None = None
    complaint_queue: str | None = None
    words: dict[str, Words] = msgspec.field(default_factory=dict)
    supervisors: dict[str, str] = msgspec.field(default_factory=dict)
    wrap_up_seconds: int = 60
    fuse_hours: int = 24
    max_upload_bytes: int = 20 * 1024 * 1024
    tell_monitored: bool = True
    idle_minutes: int = IDLE_MINUTES
    sign_off_hours: int = SIGN_OFF_HOURS

    def queue_for(self, code: str | None, locale: str) -> str | None:
        """The queue asked for, else the one of the language, else the usual one."""
        return code or (self.english_queue if not locale.startswith("zh") else None) or self.default_queue


def word(words: Words, locale: str) -> str:
    return words.zh if locale.startswith("zh") else words.en


class Talks:
    """Which conversation each sender wrote to last, as far as this process remembers: a guess to begin with."""

    def __init__(self, keep: int = 20_000) -> None:
        self._keep = keep
        self._talks: OrderedDict[tuple[UUID, Sender], UUID] = OrderedDict()

    def get(self, who: tuple[UUID, Sender]) -> UUID | None:
        return self._talks.get(who)

    def put(self, who: tuple[UUID, Sender], conversation: UUID) -> None:
        self._talks[who] = conversation
        self._talks.move_to_end(who)
        if len(self._talks) > self._keep:
            self._talks.popitem(last=False)


@dataclass(slots=True)
class Translator:
    """A language model, and how much people may ask of it."""

    model: LanguageModel
    limit: Limiter


IntentOf = Callable[[UUID, str], Awaitable[str | None]]
"""The code of the intent that a tenant's words surely have."""


@dataclass(slots=True)
class Spine:
    """The dependencies of the steps, made once by the wiring."""

    work: Work
    live: LiveHub
    links: FileLinks
    talks: Talks = field(default_factory=Talks)
    held: Held = field(default_factory=Held)
    translator: Translator | None = None
    connector: Connector | None = None
    intent_of: IntentOf | None = None
    meanings: Meanings | None = None
    patience: float = 3.0
    """Seconds without an answer of a business system after which a customer is told that somebody is at it."""
    _cache: dict[UUID, tuple[float, access.Tenant, Settings]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.live.listen(self.held.committed)
        self.live.listen_fleeting(self._heard)

    def _heard(self, tenant: UUID, frame: dict[str, Any]) -> None:
        if frame.get("t") == CHANGED:
            self.forget(tenant)

    @property
    def db(self) -> Database:
        return self.work.db

    async def tenant(self, tenant: UUID, conn: Connection) -> tuple[access.Tenant, Settings]:
        """The tenant and its settings, read anew every five seconds."""
        now = self.db.clock.monotonic()
        cached = self._cache.get(tenant)
        if cached is not None and now - cached[0] < 5:
            return cached[1], cached[2]
        found = await access.tenant_by_id(conn, tenant)
        assert found is not None
        settings = msgspec.convert(found.settings, Settings)
        self._cache[tenant] = (now, found, settings)
        return found, settings

    def forget(self, tenant: UUID) -> None:
        """Read its settings anew: they were changed here."""
        self._cache.pop(tenant, None)
