# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: setup."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def show_link(data: m.LinkIn) -> Call[m.SetupLinkOut]:
    """Whether the terminal's link still opens; 404 `setup_over` when it was used, replaced or is over."""
    return Call("POST", "/api/v1/setup/link", m.SetupLinkOut, body=data)


def progress() -> Call[m.SetupOut]:
    """How far this house has been set up."""
    return Call("GET", "/api/v1/setup", m.SetupOut)


def make(data: m.HouseIn) -> Call[m.Session]:
    """Make the house and its administrator, who is signed in by the answer's cookie. The link is used up by it."""
    return Call("POST", "/api/v1/setup", m.Session, body=data)


def dismiss(data: m.DismissedIn) -> Call[m.SetupOut]:
    """Show the list of what is left no more, or again."""
    return Call("PUT", "/api/v1/setup/dismissed", m.SetupOut, body=data)
