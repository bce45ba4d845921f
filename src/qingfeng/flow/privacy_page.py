"""The page of a copy: what is kept of a customer, readable in any browser without a line of script. Pure."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote
from uuid import UUID

from qingfeng.kernel import prose

_WORDS = {
    "zh": {
        "title": "我们保存的您的资料",
        "made": "生成时间",
        "who": "资料",
        "identities": "联系方式与标识",
        "verified": "已核实",
        "typed": "自行填写",
        "orders": "订单",
        "devices": "设备",
        "talks": "会话",
        "note": "内部备注",
        "recalled": "已撤回",
        "survey": "评价",
        "yes": "是",
        "no": "否",
        "acts": "对这些资料做过的操作",
        "nothing": "没有",
    },
    "en": {
        "title": "What we keep of you",
        "made": "Made at",
        "who": "Record",
        "identities": "Contact data and identifiers",
        "verified": "verified",
        "typed": "typed by you",
        "orders": "Orders",
        "devices": "Devices",
        "talks": "Conversations",
        "note": "internal note",
        "recalled": "taken back",
        "survey": "Rating",
        "yes": "yes",
        "no": "no",
        "acts": "What was done with these data",
        "nothing": "None",
    },
}
_STYLE = (
    "body{max-width:820px;margin:32px auto;padding:0 16px;font:15px/1.65 system-ui,'PingFang SC','Microsoft YaHei';"
    "color:#1B2428}h1{font-size:24px}h2{font-size:18px;margin-top:32px;border-bottom:1px solid #E3E9EB}"
    "table{border-collapse:collapse}td,th{padding:4px 16px 4px 0;text-align:left;vertical-align:top}"
    ".m{margin:8px 0;padding:8px 12px;border-radius:10px;background:#F6F8F8;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".m small{display:block;color:#5A6B73}.note{background:#FFF8E1}img{max-width:100%;border-radius:8px}"
)
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")


def file_name(file: UUID | str, name: str) -> str:
    """Where a file stands in the archive: flat, and never outside of it, whatever it was called."""
    plain = "".join("_" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in name).lstrip(".")
    return f"files/{file}-{plain[-80:] or 'file'}"


def page(whole: dict[str, Any], locale: str) -> str:
    """`whole`: as in data.json, of plain values."""
    lang = "zh" if locale.startswith("zh") else "en"
    words = _WORDS[lang]
    kept = {name.split("/", 1)[1][:36]: name for name in whole["files"]}
    about = whole["customer"]
    parts = [
        f"<h1>{words['title']}</h1><p>{escape(whole['by'])} · {words['made']} {escape(whole['made_at'])}</p>",
        _part(words["who"], _table(about["records"]), words),
        _part(words["identities"], _identities(about["identities"], words), words),
        _part(words["orders"], _table(about["orders"]), words),
        _part(words["devices"], _table(about["devices"]), words),
        _part(words["talks"], "".join(_talk(talk, kept, words) for talk in whole["conversations"]), words),
        _part(words["acts"], _table(whole["acts"]), words),
    ]
    head = f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{words["title"]}</title>'
    return f"{head}<style>{_STYLE}</style>{''.join(parts)}</html>"


def _part(title: str, inside: str, words: dict[str, str]) -> str:
    return f"<h2>{title}</h2>{inside or '<p>' + words['nothing'] + '</p>'}"


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return ""
    names = [name for name in rows[0] if any(row[name] not in (None, "", []) for row in rows)]
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{_cell(row[name])}</td>" for name in names) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return escape(", ".join(str(part) for part in value.values() if part is not None))
    if isinstance(value, list):
        return "<br>".join(_cell(part) for part in value)
    return "" if value is None else escape(str(value))


def _identities(rows: list[dict[str, Any]], words: dict[str, str]) -> str:
    return _table(
        [{"": row["kind"], " ": row["value"], "  ": words["verified" if row["verified"] else "typed"]} for row in rows]
    )


def _talk(talk: dict[str, Any], kept: dict[str, str], words: dict[str, str]) -> str:
    head = f"<h3>{escape(talk['opened_at'])} · {escape(talk['channel_kind'])} · {escape(talk['subject'] or '')}</h3>"
    said = "".join(_message(message, kept, words) for message in talk["messages"])
    rated = "".join(
        f'<p class="m">{words["survey"]}: {_rating(one, words)}{escape(one["comment"] and " · " + one["comment"])}</p>'
        for one in talk["surveys"]
    )
    return head + said + rated


def _rating(survey: dict[str, Any], words: dict[str, str]) -> str:
    """As it was given: on a scale of five, or yes or no, which the record keeps as 5 and 1."""
    if survey["scale"] == "yes_no":
        return words["yes" if survey["score"] > 1 else "no"]
    return f"{survey['score']} / 5"


def _message(message: dict[str, Any], kept: dict[str, str], words: dict[str, str]) -> str:
    marks = [message["author_name"], message["at"]]
    if message["kind"] == "note":
        marks.append(words["note"])
    if message["recalled_at"] is not None:
        marks.append(words["recalled"])
    system = message["extra"].get("system")
    text = escape(prose.words(message["text"])) or (_cell([system["code"]]) if system else "")
    head = escape(" · ".join(mark for mark in marks if mark))
    kind = "m note" if message["kind"] == "note" else "m"
    return f'<div class="{kind}"><small>{head}</small>{text}{_attached(message, kept)}</div>'


def _attached(message: dict[str, Any], kept: dict[str, str]) -> str:
    attachment = message["extra"].get("attachment")
    if not attachment or attachment["id"] not in kept:
        return ""
    place = quote(kept[attachment["id"]])
    name = escape(attachment["name"])
    if kept[attachment["id"]].lower().endswith(_PICTURES):
        return f'<br><img src="{place}" alt="{name}">'
    return f'<br><a href="{place}">{name}</a>'
