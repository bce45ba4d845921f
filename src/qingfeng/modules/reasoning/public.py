"""The door of reasoning."""

from qingfeng.modules.reasoning.actions import choose, note
from qingfeng.modules.reasoning.loop import Brief, Came, Found, Looked, Loop, Toolbox, traced
from qingfeng.modules.reasoning.model import (
    FILLED,
    KEPT_DAYS,
    TOOLS,
    Fallback,
    KeptChoices,
    KeptTrace,
    ModelChoices,
    ModelDay,
    ModelDetail,
    ModelLookUp,
    Outcome,
    Trace,
    spent,
)
from qingfeng.modules.reasoning.prompt import Scene
from qingfeng.modules.reasoning.reasoner import Reasoner
from qingfeng.modules.reasoning.store import choices, day, days, forget, trace, traces
from qingfeng.modules.reasoning.tools import Reading, Task

__all__ = [
    "FILLED",
    "KEPT_DAYS",
    "TOOLS",
    "Brief",
    "Came",
    "Fallback",
    "Found",
    "KeptChoices",
    "KeptTrace",
    "Looked",
    "Loop",
    "ModelChoices",
    "ModelDay",
    "ModelDetail",
    "ModelLookUp",
    "Outcome",
    "Reading",
    "Reasoner",
    "Scene",
    "Task",
    "Toolbox",
    "Trace",
    "choices",
    "choose",
    "day",
    "days",
    "forget",
    "note",
    "spent",
    "trace",
    "traced",
    "traces",
]
