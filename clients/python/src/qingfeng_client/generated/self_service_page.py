# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: self service page."""

from __future__ import annotations

from typing import Literal

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def page() -> Call[m.SelfcareOut]:
    """How the self-service page is, where it is, and what may be chosen for it."""
    return Call("GET", "/api/v1/selfcare", m.SelfcareOut)


def save(data: m.SelfcareIn) -> Call[m.SelfcareOut]:
    """How it is from now on. 409 `selfcare_changed` when somebody else was quicker. A hot article must be one that customers may read, and a task flow one that only reads."""
    return Call("PUT", "/api/v1/selfcare", m.SelfcareOut, body=data)


def figures(*, days: int | None = None) -> Call[m.SelfcareFigures]:
    """What visitors of the page did, what they did not find, and how many went without writing to anybody."""
    return Call("GET", "/api/v1/selfcare/figures", m.SelfcareFigures, query={"days": days})


def search(*, channel: str, lang: Literal['zh-CN', 'en'], q: str | None = None) -> Call[m.HelpHits]:
    """Articles for what is being typed, the likeliest first."""
    return Call("GET", "/webchat/v1/help/search", m.HelpHits, query={"channel": channel, "lang": lang, "q": q})


def desk(*, channel: str, lang: Literal['zh-CN', 'en']) -> Call[m.HelpDesk]:
    """Whether people are there now, and how long one would wait for them."""
    return Call("GET", "/webchat/v1/help/desk", m.HelpDesk, query={"channel": channel, "lang": lang})


def mine(*, channel: str) -> Call[m.HelpMine]:
    """What is open of a visitor's own, for the token of the chat on this page."""
    return Call("GET", "/webchat/v1/help/mine", m.HelpMine, query={"channel": channel})


def progress(data: m.ProgressIn) -> Call[m.HelpProgress]:
    """Where an order or a parcel is: by its number and the digits that go with it, or for who is vouched for by the number alone. A wrong number and wrong digits give one answer; after five of them the number rests for 15 minutes."""
    return Call("POST", "/webchat/v1/help/progress", m.HelpProgress, body=data)


def visit(data: m.VisitIn) -> Call[m.ChatDone]:
    """Count what was done, without saying by whom."""
    return Call("POST", "/webchat/v1/help/visit", m.ChatDone, body=data)
