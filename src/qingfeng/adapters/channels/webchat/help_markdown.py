"""An article's light Markdown as HTML for readers without a script: paragraphs, headings, lists, bold, code, links. Pure.

The same reading as the chat's own (widget/src/ui/markdown.ts). Everything is escaped; a link leads only to http, https,
mailto or tel; whatever else looks like markup stays as it was written.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

_RICH = re.compile(
    r"(https?://[A-Za-z0-9_\-.~:/?#@!$&'+,;=%]{1,2000})|\*\*([^*\n]{1,400})\*\*|`([^`\n]{1,400})`"
    r"|\[([^\]\n]{1,400})\]\(([^)\s]{1,2000})\)"
)
_BULLET = re.compile(r"\s{0,6}(?:[-*•]\s|(\d{1,3})(?:[.)]\s|、))\s*(?=\S)(.*)")
_HEAD = re.compile(r"#{1,6}\s+(.*)")
_TRAILING = re.compile(r"[.,;:!?']+$")


def html(body: str) -> str:
    """A whole article, block by block."""
    out: list[str] = []
    items: list[str] = []
    para: list[str] = []
    tag, start = "", 1

    def flush() -> None:
        if para:
            out.append(f"<p>{'<br>'.join(para)}</p>")
        if items:
            begin = f' start="{start}"' if tag == "ol" and start != 1 else ""
            out.append(f"<{tag}{begin}>{''.join(f'<li>{one}</li>' for one in items)}</{tag}>")
        para.clear()
        items.clear()

    for line in body.splitlines():
        item = _BULLET.fullmatch(line)
        if item:
            kind = "ol" if item[1] else "ul"
            if kind != tag or not items:
                flush()
                tag, start = kind, int(item[1] or 1)
            items.append(inline(item[2]))
        elif not line.strip():
            flush()
        elif head := _HEAD.fullmatch(line):
            flush()
            out.append(f"<h2>{inline(head[1])}</h2>")
        else:
            if items:
                flush()
            para.append(inline(line))
    flush()
    return "".join(out)


def inline(line: str) -> str:
    """One line."""
    out: list[str] = []
    at = 0
    for found in _RICH.finditer(line):
        whole, made = found[0], ""
        if found[1]:
            whole = _TRAILING.sub("", whole)
            made = _link(whole, escape(whole))
        elif found[2]:
            made = f"<strong>{inline(found[2])}</strong>"
        elif found[3]:
            made = f"<code>{escape(found[3])}</code>"
        else:
            made = _link(found[5], escape(found[4]))
        if made:
            out += [escape(line[at : found.start()]), made]
            at = found.start() + len(whole)
    return "".join([*out, escape(line[at:])])


def _link(address: str, label: str) -> str:
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    if scheme not in ("http", "https", "mailto", "tel"):
        return ""
    return f'<a href="{escape(address)}" rel="noopener noreferrer nofollow" target="_blank">{label}</a>'


def plain(body: str, most: int = 150) -> str:
    """The beginning of an article without markup, for its description."""
    bare = re.sub(r"\*\*|`|^\s*(?:#{1,6}|[-*•]|\d{1,3}[.)、])\s*", "", body, flags=re.MULTILINE)
    bare = " ".join(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", bare).split())
    return bare if len(bare) <= most else bare[: most - 1] + "…"
