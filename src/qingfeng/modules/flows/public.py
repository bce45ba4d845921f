"""The door of flows."""

from qingfeng.modules.flows.actions import put_flow
from qingfeng.modules.flows.connecting import Asked, Connector, Setup, ask, described, put_system, rehearse
from qingfeng.modules.flows.engine import advance, fresh
from qingfeng.modules.flows.faults import Fault
from qingfeng.modules.flows.hearing import asks_about, asks_how
from qingfeng.modules.flows.judging import judge
from qingfeng.modules.flows.model import GateMode, KeptFlow, KeptSystem, SystemDraft
from qingfeng.modules.flows.store import as_begun, gate, published, rehearsed, set_gate, titles, version_of
from qingfeng.modules.flows.store_calls import forget, systems, taken_in
from qingfeng.modules.flows.triggers import match
from qingfeng.modules.flows.wording import gathered
from qingfeng.modules.flows.wording import said as shipped_words
from qingfeng.modules.flows.written import read, write

__all__ = [
    "Asked",
    "Connector",
    "Fault",
    "GateMode",
    "KeptFlow",
    "KeptSystem",
    "Setup",
    "SystemDraft",
    "advance",
    "as_begun",
    "ask",
    "asks_about",
    "asks_how",
    "described",
    "forget",
    "fresh",
    "gate",
    "gathered",
    "judge",
    "match",
    "published",
    "put_flow",
    "put_system",
    "read",
    "rehearse",
    "rehearsed",
    "set_gate",
    "shipped_words",
    "systems",
    "taken_in",
    "titles",
    "version_of",
    "write",
]
