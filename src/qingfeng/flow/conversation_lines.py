"""Conversations as they stand in a file: lines of CSV, rows of a workbook, lines of JSON; what names customers masked
for whoever may not see it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Literal
from uuid import UUID

import msgspec

from qingfeng.kernel import prose
from qingfeng.kernel.workbook import BOM, Cell, line, row_xml
from qingfeng.modules.conversations.public import ExportFormat, Talk

Locale = Literal["zh-CN", "en"]
HEAD: dict[Locale, tuple[str, ...]] = {
    "zh-CN": (
        "会话编号", "开始时间", "结束时间", "状态", "渠道", "队列", "客户编号", "客户", "等级", "客服", "语言", "标签", "小结",
        "结束原因", "评分", "序号", "时间", "发送方", "发送人", "类型", "内容", "文件", "客户可见", "已撤回",
    ),
    "en": (
        "Conversation", "Opened", "Closed", "State", "Channel", "Queue", "Customer id", "Customer", "Tier", "Agent",
        "Language", "Tags", "Codes", "Close reason", "Score", "No.", "Time", "Author", "Name", "Kind", "Text", "File",
        "Public", "Recalled",
    ),
}  # fmt: skip
WIDTHS = (36, 20, 20, 10, 10, 14, 36, 14, 10, 12, 8, 16, 16, 12, 6, 6, 20, 10, 14, 8, 60, 20, 8, 8)
LONGEST_CELL = 32_000
"""A cell of a workbook holds no more than 32 767 characters."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_DIGITS = re.compile(r"(?<!\d)(?!\d{4}-\d\d-\d\d)\d(?:[ -]?\d){6,18}[Xx]?(?!\d)")


class Manner(msgspec.Struct, frozen=True):
    """How lines are written: times by this zone, queues and agents by their names, customers masked or not."""

    format: ExportFormat
    masked: bool
    zone: tzinfo
    names: Mapping[UUID, str]


def masked_name(name: str) -> str:
    return name[:1] + "**" if name else ""


def masked_text(text: str, name: str) -> str:
    """Without the customer's name, e-mail addresses, and numbers of seven and more digits (phones, cards, papers)."""
    if len(name) > 1:
        text = text.replace(name, masked_name(name))
    text = _EMAIL.sub(lambda found: f"{found[0][:1]}***", text)
    return _DIGITS.sub(lambda found: f"{found[0][:3]}****{found[0][-2:]}", text)


def encoded(talks: Sequence[Talk], manner: Manner) -> bytes:
    """What these conversations are in a file of this kind, without its head."""
    if manner.format == "jsonl":
        return b"".join(msgspec.json.encode(_object(talk, manner)) + b"\n" for talk in talks)
    rows = (row for talk in talks for row in _rows(talk, manner))
    if manner.format == "csv":
        return b"".join(map(line, rows))
    return "".join(row_xml([_cell(text) for text in row]) for row in rows).encode()


def csv_head(locale: Locale) -> bytes:
    return BOM.encode() + line(HEAD[locale])


def _cell(text: str) -> Cell:
    return text[:LONGEST_CELL]


def _rows(talk: Talk, manner: Manner) -> Iterator[list[str]]:
    """A row for each message; a conversation whose words are gone has one."""
    name = masked_name(talk.customer_name) if manner.masked else talk.customer_name
    about = [
        str(talk.id),
        _time(talk.opened_at, manner),
        _time(talk.closed_at, manner),
        talk.phase,
        talk.channel_kind,
        _named(talk.queue_id, manner),
        str(talk.customer_id),
        name,
        talk.customer_tier,
        talk.agent_name or _named(talk.agent_id, manner),
        talk.locale,
        "|".join(talk.tags),
        "|".join(talk.codes),
        talk.close_reason or "",
        "" if talk.score is None else str(talk.score),
    ]
    if not talk.said:
        yield about + [""] * (len(WIDTHS) - len(about))
    for said in talk.said:
        author = name if said.author == "customer" and manner.masked else said.author_name
        yield [
            *about,
            str(said.seq),
            _time(said.at, manner),
            said.author,
            author,
            said.kind,
            _text(said.text, talk, manner),
            _text(said.file or "", talk, manner),
            "1" if said.public else "0",
            "1" if said.recalled else "0",
        ]


def _object(talk: Talk, manner: Manner) -> dict[str, Any]:
    """A conversation as one line of JSON, its messages in it."""
    found = msgspec.structs.asdict(talk)
    del found["said"]
    if manner.masked:
        found["customer_name"] = masked_name(talk.customer_name)
        found["subject"] = _text(talk.subject, talk, manner)
    found["queue"] = _named(talk.queue_id, manner) or None
    found["agent_name"] = talk.agent_name or _named(talk.agent_id, manner) or None
    found["messages"] = [_message(said, talk, manner) for said in talk.said]
    return found


def _message(said: Any, talk: Talk, manner: Manner) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.structs.asdict(said)
    found["text"] = _text(said.text, talk, manner)
    found["file"] = None if said.file is None else _text(said.file, talk, manner)
    if manner.masked and said.author == "customer":
        found["author_name"] = masked_name(talk.customer_name)
    return found


def _text(text: str, talk: Talk, manner: Manner) -> str:
    text = prose.words(text)
    return masked_text(text, talk.customer_name) if manner.masked else text


def _time(moment: datetime | None, manner: Manner) -> str:
    return "" if moment is None else moment.astimezone(manner.zone).isoformat(sep=" ", timespec="seconds")


def _named(id_: UUID | None, manner: Manner) -> str:
    return "" if id_ is None else manner.names.get(id_, str(id_))
