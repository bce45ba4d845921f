"""The door of flows."""

from qingfeng.modules.flows.engine import advance, fresh
from qingfeng.modules.flows.faults import Fault
from qingfeng.modules.flows.judging import judge
from qingfeng.modules.flows.model import KeptFlow, KeptSystem, SystemDraft
from qingfeng.modules.flows.triggers import match
from qingfeng.modules.flows.wording import gathered
from qingfeng.modules.flows.wording import said as shipped_words
from qingfeng.modules.flows.written import read, write

__all__ = [
    "Fault",
    "KeptFlow",
    "KeptSystem",
    "SystemDraft",
    "advance",
    "fresh",
    "gathered",
    "judge",
    "match",
    "read",
    "shipped_words",
    "write",
]
