"""The self-service page as HTML, whole without a script: front page, search, category, article. Pure.

Every word that comes from data is escaped where it is written; an article's body by `help_markdown`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from urllib.parse import quote, urlencode

import msgspec

from qingfeng.adapters.channels.webchat.help_colour import variables
from qingfeng.adapters.channels.webchat.help_markdown import html as body_html
from qingfeng.adapters.channels.webchat.help_words import day, of_script, say
from qingfeng.ports.selfcare import Face, HelpArticle, HelpHit, HelpLine, HelpShelf, HelpTask, Lang

_SLOT = re.compile(r"__([A-Z]+)__")
_SEARCH = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="11" cy="11" r="7"/><path d="M16.5 16.5 21 21"/></svg>'
)
_NEXT = '<svg class="next" viewBox="0 0 24 24" aria-hidden="true"><path d="m9 6 6 6-6 6"/></svg>'


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of a channel have around them. `key`: of the channel. `asked`: the language the address asks for;
    None: the browser's own."""

    key: str
    lang: Lang
    asked: Lang | None
    face: Face

    def path(self, rest: str = "", **query: str) -> str:
        """An address of this page in the same language."""
        given = {**query, **({"lang": self.asked} if self.asked else {})}
        return f"/help/{quote(self.key)}{rest}" + (f"?{urlencode(given)}" if given else "")

    def say(self, key: str, **values: str | int) -> str:
        return escape(say(self.lang, key, **values))


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """One page: its title and description for the browser, its main part, and what the script is told of it."""

    title: str
    about: str
    main: str
    data: dict[str, object] = {}


def page(shell: str, frame: Frame, content: Content) -> str:
    """The whole document. `shell`: the built template, whose `__NAMES__` are filled in one pass."""
    face = frame.face
    title = content.title if content.title == face.title else f"{content.title} - {face.title}"
    data = {
        "key": frame.key,
        "lang": frame.lang,
        "color": face.color,
        "words": of_script(frame.lang),
        "home": frame.path(),
        **content.data,
    }
    robots = "" if face.listed else '<meta name="robots" content="noindex">'
    filled = {
        "LANG": frame.lang,
        "TITLE": escape(f"{title} - {face.brand}"),
        "ABOUT": escape(content.about),
        "ROBOTS": robots,
        "THEME": face.theme,
        "COLOURS": "".join(f"--{name}:{value};" for name, value in variables(face.color).items()),
        "HEAD": _head(frame),
        "MAIN": content.main,
        "FOOT": _talk(frame),
        "SKIP": frame.say("skip"),
        # what would end the element early is written as JSON allows it to be
        "DATA": msgspec.json.encode(data).decode().replace("<", "\\u003c"),
    }
    return _SLOT.sub(lambda found: filled.get(found[1], found[0]), shell)


def _head(frame: Frame) -> str:
    face = frame.face
    logo = f'<img src="{escape(face.logo_url)}" alt="" width="28" height="28">' if face.logo_url else ""
    mark = logo or f'<span class="mark" aria-hidden="true">{escape(face.brand[:1])}</span>'
    others = "".join(
        f'<a class="lang" lang="{one}" hreflang="{one}" href="?lang={one}">{"中文" if one == "zh-CN" else "English"}</a>'
        for one in face.languages
        if one != frame.lang
    )
    return f'<a class="brand" href="{escape(frame.path())}">{mark}<b>{escape(face.brand)}</b></a>{others}'


def _talk(frame: Frame) -> str:
    """Leads to the chat's own page where no script runs; with one, the chat opens here."""
    return (
        f'<section class="talk" aria-labelledby="talk"><div><h2 id="talk">{frame.say("talk")}</h2>'
        f'<p id="desk"></p></div><a class="button" data-qingfeng-open href="/chat/{quote(frame.key)}">'
        f"{frame.say('talk_button')}</a></section>"
    )


def search_box(frame: Frame, words: str = "") -> str:
    return (
        f'<form class="search" role="search" action="{escape(frame.path())}" method="get">'
        f'<label class="box">{_SEARCH}<input id="q" type="search" name="q" maxlength="100" autocomplete="off" enterkeyhint="search"'
        f' value="{escape(words)}" placeholder="{frame.say("search")}" aria-label="{frame.say("search")}"></label>'
        f"{_kept_language(frame)}<noscript><button>{frame.say('search_button')}</button></noscript></form>"
        '<div id="found" class="found"></div>'
    )


def _kept_language(frame: Frame) -> str:
    return f'<input type="hidden" name="lang" value="{frame.asked}">' if frame.asked else ""


def home(frame: Frame, hot: list[HelpLine], shelves: list[HelpShelf], tasks: list[HelpTask]) -> Content:
    face = frame.face
    main = [f'<div class="hero"><h1>{escape(face.title)}</h1><p>{escape(face.intro)}</p>{search_box(frame)}</div>']
    main.append('<div id="home" class="home"><div id="mine"></div>')
    if hot:
        main.append(
            f'<section aria-labelledby="hot"><h2 id="hot">{frame.say("hot")}</h2>{_lines(frame, hot)}</section>'
        )
    main.append('<div id="progress"></div>')
    if shelves:
        main.append(
            f'<section aria-labelledby="shelves"><h2 id="shelves">{frame.say("shelves")}</h2><ul class="shelves">'
        )
        main += [
            f'<li><a href="{escape(frame.path(c=one.name))}"><b>{escape(one.label)}</b>'
            f"<small>{frame.say('articles', n=one.articles)}</small></a></li>"
            for one in shelves
        ]
        main.append("</ul></section>")
    main.append("</div>")
    told = {"tasks": msgspec.to_builtins(tasks), "page": "home"}
    return Content(title=face.title, about=face.intro, main="".join(main), data=told)


def results(frame: Frame, words: str, hits: list[HelpHit]) -> Content:
    title = say(frame.lang, "results", q=words)
    found = "".join(
        f'<li><a href="{escape(frame.path(f"/a/{quote(one.slug)}"))}"><b>{marked(one.title, one.marks)}</b>'
        f"<span>{marked(one.snippet, one.marks)}</span></a></li>"
        for one in hits
    )
    listed = f'<ol class="hits">{found}</ol>' if found else f'<p class="none">{frame.say("nothing")}</p>'
    main = f'<div class="hero small">{search_box(frame, words)}</div><section id="home"><h1>{escape(title)}</h1>{listed}</section>'
    return Content(title=title, about=title, main=main, data={"page": "search", "q": words})


def shelf(frame: Frame, label: str, lines: list[HelpLine]) -> Content:
    main = (
        f'<div class="hero small">{search_box(frame)}</div><div id="home">{_crumbs(frame, label)}'
        f"<h1>{escape(label)}</h1>{_lines(frame, lines)}</div>"
    )
    return Content(title=label, about=label, main=main, data={"page": "shelf"})


def article(frame: Frame, one: HelpArticle, about: str) -> Content:
    other = ""
    if one.lang != frame.lang:
        other = f'<p class="other">{frame.say("other_language" if one.lang == "zh-CN" else "other_language_en")}</p>'
    related = ""
    if one.related:
        related = (
            f'<section aria-labelledby="related"><h2 id="related">{frame.say("related")}</h2>'
            f"{_lines(frame, one.related)}</section>"
        )
    main = (
        f'<div class="hero small">{search_box(frame)}</div><div id="home">'
        f"{_crumbs(frame, one.label, c=one.category)}"
        f'<article lang="{one.lang}"><h1>{escape(one.title)}</h1>{other}<div class="body">{body_html(one.body, one.files, {"open": say(frame.lang, "open_picture")})}</div>'
        f'<p class="updated">{frame.say("updated", date=day(frame.lang, one.updated_at))}</p></article>'
        f'<div id="vote"></div>{related}</div>'
    )
    return Content(title=one.title, about=about, main=main, data={"page": "article", "slug": one.slug})


def missing(frame: Frame) -> Content:
    main = (
        f'<div class="hero small">{search_box(frame)}</div><div id="home"><h1>{frame.say("missing")}</h1>'
        f'<p>{frame.say("missing_text")}</p><p><a href="{escape(frame.path())}">{frame.say("back")}</a></p></div>'
    )
    return Content(title=say(frame.lang, "missing"), about="", main=main, data={"page": "missing"})


def _crumbs(frame: Frame, label: str, **query: str) -> str:
    here = f'<a href="{escape(frame.path(**query))}">{escape(label)}</a>' if query else f"<span>{escape(label)}</span>"
    return f'<nav class="crumbs" aria-label="{frame.say("home")}"><a href="{escape(frame.path())}">{escape(frame.face.title)}</a>{here}</nav>'


def _lines(frame: Frame, lines: Iterable[HelpLine]) -> str:
    found = "".join(
        f'<li><a href="{escape(frame.path(f"/a/{quote(one.slug)}") if one.slug else frame.path(q=one.title))}">'
        f"<span>{escape(one.title)}</span>{_NEXT}</a></li>"
        for one in lines
    )
    return f'<ul class="lines">{found}</ul>'


def marked(words: str, marks: list[str]) -> str:
    """A line with what was looked for set off."""
    if not marks:
        return escape(words)
    pattern = re.compile("|".join(re.escape(one) for one in sorted(marks, key=len, reverse=True)))
    out, at = [], 0
    for found in pattern.finditer(words):
        out += [escape(words[at : found.start()]), f"<mark>{escape(found[0])}</mark>"]
        at = found.end()
    return "".join([*out, escape(words[at:])])
