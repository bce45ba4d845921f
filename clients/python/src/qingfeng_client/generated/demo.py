# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: demo."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def get_traffic() -> Call[m.Switch]:
    """Whether simulated customers come, and how many."""
    return Call("GET", "/api/v1/demo/traffic", m.Switch)


def put_traffic(data: m.Switch) -> Call[m.Switch]:
    """Switch simulated customers on or off; seen by them within five seconds."""
    return Call("PUT", "/api/v1/demo/traffic", m.Switch, body=data)


def identity(data: m.IdentityIn) -> Call[m.DemoIdentityOut]:
    """What the demo's shop would sign for a customer of its own who is logged in there; good for ten minutes. The channel's secret itself never leaves the server."""
    return Call("POST", "/api/v1/demo/identity", m.DemoIdentityOut, body=data, keyed=True)
