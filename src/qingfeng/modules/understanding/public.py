"""The door of understanding."""

from qingfeng.modules.understanding.actions import correct, lay_in
from qingfeng.modules.understanding.artefact import dump, load
from qingfeng.modules.understanding.decisions import Decision, Said
from qingfeng.modules.understanding.engine import fits, read
from qingfeng.modules.understanding.judging import Judged, Label, Scope, judge, percentile, scope
from qingfeng.modules.understanding.model import OUT_OF_SCOPE, Example, IntentModel, Read
from qingfeng.modules.understanding.personal import Found as PersonalData
from qingfeng.modules.understanding.personal import find as find_personal
from qingfeng.modules.understanding.personal import mask as mask_personal
from qingfeng.modules.understanding.queries import about, by_code, intents, number_of
from qingfeng.modules.understanding.reading import Reader
from qingfeng.modules.understanding.retrieval import Match, Phrasing, Shelf
from qingfeng.modules.understanding.retrieval import by_words as cut_by_words
from qingfeng.modules.understanding.sensitive import Hit, Term, Words
from qingfeng.modules.understanding.sensitive import worst as worst_severity
from qingfeng.modules.understanding.shipped_words import shipped as shipped_words
from qingfeng.modules.understanding.store import forget
from qingfeng.modules.understanding.taxonomy import Intent, IntentDraft, Sureness, sureness
from qingfeng.modules.understanding.teaching import CannotTeach, Heard, Order, Taught, Teacher, teach
from qingfeng.modules.understanding.training import clashes, train
from qingfeng.modules.understanding.versions import ask as ask_training

__all__ = [
    "OUT_OF_SCOPE",
    "CannotTeach",
    "Decision",
    "Example",
    "Heard",
    "Hit",
    "Intent",
    "IntentDraft",
    "IntentModel",
    "Judged",
    "Label",
    "Match",
    "Order",
    "PersonalData",
    "Phrasing",
    "Read",
    "Reader",
    "Said",
    "Scope",
    "Shelf",
    "Sureness",
    "Taught",
    "Teacher",
    "Term",
    "Words",
    "about",
    "ask_training",
    "by_code",
    "clashes",
    "correct",
    "cut_by_words",
    "dump",
    "find_personal",
    "fits",
    "forget",
    "intents",
    "judge",
    "lay_in",
    "load",
    "mask_personal",
    "number_of",
    "percentile",
    "read",
    "scope",
    "shipped_words",
    "sureness",
    "teach",
    "train",
    "worst_severity",
]
