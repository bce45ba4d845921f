"""The door of understanding."""

from qingfeng.modules.understanding.artefact import dump, load
from qingfeng.modules.understanding.engine import fits, read
from qingfeng.modules.understanding.judging import Judged, Label, Scope, judge, percentile, scope
from qingfeng.modules.understanding.model import OUT_OF_SCOPE, Example, IntentModel, Read
from qingfeng.modules.understanding.personal import Found as PersonalData
from qingfeng.modules.understanding.personal import find as find_personal
from qingfeng.modules.understanding.personal import mask as mask_personal
from qingfeng.modules.understanding.retrieval import Match, Phrasing, Shelf
from qingfeng.modules.understanding.retrieval import by_words as cut_by_words
from qingfeng.modules.understanding.sensitive import Hit, Term, Words
from qingfeng.modules.understanding.sensitive import worst as worst_severity
from qingfeng.modules.understanding.shipped_words import shipped as shipped_words
from qingfeng.modules.understanding.training import clashes, train

__all__ = [
    "OUT_OF_SCOPE",
    "Example",
    "Hit",
    "IntentModel",
    "Judged",
    "Label",
    "Match",
    "PersonalData",
    "Phrasing",
    "Read",
    "Scope",
    "Shelf",
    "Term",
    "Words",
    "clashes",
    "cut_by_words",
    "dump",
    "find_personal",
    "fits",
    "judge",
    "load",
    "mask_personal",
    "percentile",
    "read",
    "scope",
    "shipped_words",
    "train",
    "worst_severity",
]
