# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: surge."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def standing() -> Call[m.SurgeOut]:
    """Whether demand outruns what was expected, since when, by how much, and what is done differently (insight.read)."""
    return Call("GET", "/api/v1/surge", m.SurgeOut)


def hold(data: m.HoldIn) -> Call[m.SurgeOut]:
    """Keep surge mode on, or off, for a while (floor.manage)."""
    return Call("POST", "/api/v1/surge/hold", m.SurgeOut, body=data, keyed=True)


def release() -> Call[m.SurgeOut]:
    """Let what is counted decide again (floor.manage)."""
    return Call("DELETE", "/api/v1/surge/hold", m.SurgeOut)


def pin(data: m.PinIn) -> Call[m.SurgeOut]:
    """Offer these articles first until the surge that is on ends; 409 `surge_off` when none is (floor.manage)."""
    return Call("PUT", "/api/v1/surge/pinned", m.SurgeOut, body=data)


def articles_to_pin(*, q: str | None = None) -> Call[m.ArticlesToPin]:
    """Articles that may be pinned: those that customers are answered from now, by words (floor.manage or routing.manage)."""
    return Call("GET", "/api/v1/surge/articles", m.ArticlesToPin, query={"q": q})


def policy() -> Call[m.SurgeRulesOut]:
    """The rules of surge mode (routing.manage)."""
    return Call("GET", "/api/v1/surge/policy", m.SurgeRulesOut)


def set_policy(data: m.PolicyIn) -> Call[m.SurgeRulesOut]:
    """Other rules, in force at once; every version is kept (routing.manage)."""
    return Call("PUT", "/api/v1/surge/policy", m.SurgeRulesOut, body=data)


def try_out(data: m.PolicyIn) -> Call[m.SurgePreview]:
    """When surge mode would have been on in the last seven days by these rules (routing.manage)."""
    return Call("POST", "/api/v1/surge/policy/preview", m.SurgePreview, body=data, keyed=True)
