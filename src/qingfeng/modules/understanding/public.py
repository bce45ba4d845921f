"""The door of understanding."""

from qingfeng.modules.understanding.actions import correct, lay_in
from qingfeng.modules.understanding.artefact import dump, load
from qingfeng.modules.understanding.decisions import Decision, Said
from qingfeng.modules.understanding.emotion import EMOTIONS, Emotion
from qingfeng.modules.understanding.emotion import by_words as emotion_by_words
from qingfeng.modules.understanding.engine import fits, read
from qingfeng.modules.understanding.entities import Entity, Products, read_entities
from qingfeng.modules.understanding.judging import Judged, Label, Scope, judge, percentile, scope
from qingfeng.modules.understanding.languages import Language
from qingfeng.modules.understanding.languages import language as language_of
from qingfeng.modules.understanding.model import OUT_OF_SCOPE, Example, IntentModel, Read
from qingfeng.modules.understanding.mood import Mood, MoodModel, normal_text, read_mood
from qingfeng.modules.understanding.mood import dump as dump_mood
from qingfeng.modules.understanding.mood import load as load_mood
from qingfeng.modules.understanding.mood_training import Lesson as MoodLesson
from qingfeng.modules.understanding.mood_training import learn as learn_mood
from qingfeng.modules.understanding.numerals import value as number_said
from qingfeng.modules.understanding.personal import Found as PersonalData
from qingfeng.modules.understanding.personal import find as find_personal
from qingfeng.modules.understanding.personal import mask as mask_personal
from qingfeng.modules.understanding.queries import about, by_code, intents, number_of, sure_intent
from qingfeng.modules.understanding.reading import Reader
from qingfeng.modules.understanding.retrieval import Match, Phrasing, Shelf
from qingfeng.modules.understanding.retrieval import by_words as cut_by_words
from qingfeng.modules.understanding.sensitive import Hit, Term, Words
from qingfeng.modules.understanding.sensitive import worst as worst_severity
from qingfeng.modules.understanding.sentiment import SENTIMENTS, Sentiment
from qingfeng.modules.understanding.sentiment import by_words as sentiment_by_words
from qingfeng.modules.understanding.shipped_words import shipped as shipped_words
from qingfeng.modules.understanding.store import forget
from qingfeng.modules.understanding.store_themes import first_heard
from qingfeng.modules.understanding.taxonomy import Intent, IntentDraft, Sureness, sureness
from qingfeng.modules.understanding.teaching import CannotTeach, Heard, Order, Taught, Teacher, teach
from qingfeng.modules.understanding.themes import hot_now as hot_themes
from qingfeng.modules.understanding.themes_round import look as look_for_themes
from qingfeng.modules.understanding.topics import Message as TopicMessage
from qingfeng.modules.understanding.topics import Topic
from qingfeng.modules.understanding.topics import find as find_topics
from qingfeng.modules.understanding.training import clashes, train
from qingfeng.modules.understanding.urgency import Triage, triage
from qingfeng.modules.understanding.versions import ask as ask_training

__all__ = [
    "EMOTIONS",
    "OUT_OF_SCOPE",
    "SENTIMENTS",
    "CannotTeach",
    "Decision",
    "Emotion",
    "Entity",
    "Example",
    "Heard",
    "Hit",
    "Intent",
    "IntentDraft",
    "IntentModel",
    "Judged",
    "Label",
    "Language",
    "Match",
    "Mood",
    "MoodLesson",
    "MoodModel",
    "Order",
    "PersonalData",
    "Phrasing",
    "Products",
    "Read",
    "Reader",
    "Said",
    "Scope",
    "Sentiment",
    "Shelf",
    "Sureness",
    "Taught",
    "Teacher",
    "Term",
    "Topic",
    "TopicMessage",
    "Triage",
    "Words",
    "about",
    "ask_training",
    "by_code",
    "clashes",
    "correct",
    "cut_by_words",
    "dump",
    "dump_mood",
    "emotion_by_words",
    "find_personal",
    "find_topics",
    "first_heard",
    "fits",
    "forget",
    "hot_themes",
    "intents",
    "judge",
    "language_of",
    "lay_in",
    "learn_mood",
    "load",
    "load_mood",
    "look_for_themes",
    "mask_personal",
    "normal_text",
    "number_of",
    "number_said",
    "percentile",
    "read",
    "read_entities",
    "read_mood",
    "scope",
    "sentiment_by_words",
    "shipped_words",
    "sure_intent",
    "sureness",
    "teach",
    "train",
    "triage",
    "worst_severity",
]
