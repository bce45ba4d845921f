"""The door of understanding."""

from qingfeng.modules.understanding.artefact import dump, load
from qingfeng.modules.understanding.engine import fits, read
from qingfeng.modules.understanding.judging import Judged, Label, Scope, judge, percentile, scope
from qingfeng.modules.understanding.model import OUT_OF_SCOPE, Example, IntentModel, Read
from qingfeng.modules.understanding.training import clashes, train

__all__ = [
    "OUT_OF_SCOPE",
    "Example",
    "IntentModel",
    "Judged",
    "Label",
    "Read",
    "Scope",
    "clashes",
    "dump",
    "fits",
    "judge",
    "load",
    "percentile",
    "read",
    "scope",
    "train",
]
