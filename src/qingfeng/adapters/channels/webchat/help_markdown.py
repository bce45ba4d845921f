"""An article's light Markdown as HTML for readers without a script: paragraphs, headings, lists, steps,
pictures, bold, code, links. Pure.

Read as `kernel.prose` says. Everything is escaped; a link leads only to http, https,
mailto or tel; whatever else looks like markup stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlsplit
from uuid import UUID

from qingfeng.contracts.messages import Attachment
from qingfeng.kernel import prose

_RICH = re.compile(
    r"(https?://[A-Za-z0-9_\-.~:/?#@!$&'+,;=%]{1,2000})|\*\*([^*\n]{1,400})\*\*|`([^`\n]{1,400})`"
    r"|\[([^\]\n]{1,400})\]\(([^)\s]{1,2000})\)"
)
_TRAILING = re.compile(r"[.,;:!?']+$")


def html(body: str, files: Sequence[Attachment] = (), words: Mapping[str, str] | None = None) -> str:
    """A whole article, block by block. `files`: those it names, with links; a picture without one is its words.
    `words`: `open`, what a picture's link says it does."""
    shown = {one.id: one for one in files}
    return "".join(_block(one, shown, (words or {}).get("open", "")) for one in prose.blocks(body))


def _block(block: prose.Block, shown: Mapping[UUID, Attachment], open_: str) -> str:
    if block.kind == "picture":
        assert block.picture is not None
        return _picture(block.picture, shown, open_)
    if block.kind == "h":
        return f"<h2>{inline(block.lines[0])}</h2>"
    if block.kind == "p":
        return f"<p>{'<br>'.join(map(inline, block.lines))}</p>"
    begin = f' start="{block.start}"' if block.kind == "ol" and block.start != 1 else ""
    guide = ' class="guide"' if block.guide else ""
    items = "".join(f"<li>{inline(one.text)}{_under(one.under, shown, open_)}</li>" for one in block.items)
    return f"<{block.kind}{guide}{begin}>{items}</{block.kind}>"


def _under(parts: Sequence[str | prose.Picture], shown: Mapping[UUID, Attachment], open_: str) -> str:
    return "".join(f"<p>{inline(one)}</p>" if isinstance(one, str) else _picture(one, shown, open_) for one in parts)


def _picture(picture: prose.Picture, shown: Mapping[UUID, Attachment], open_: str) -> str:
    """Its room is known before it is there, and it is fetched when it comes near; opened it is large."""
    there = shown.get(picture.id)
    below = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption.strip() else ""
    if there is None:
        return f"<p>{escape(picture.said)}</p>" if picture.said else ""
    size = f' width="{there.width}" height="{there.height}"' if there.width and there.height else ""
    name = escape(f"{open_} {picture.words}".strip())
    return (
        f'<figure><a class="shot" href="{escape(there.url)}" aria-label="{name}" target="_blank" rel="noopener">'
        f'<img src="{escape(there.url)}" alt="{escape(picture.words)}"{size} loading="lazy" decoding="async"></a>{below}</figure>'
    )


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
    bare = " ".join(prose.unmarked(body).split())
    return bare if len(bare) <= most else bare[: most - 1] + "…"
