"""What a house's intents, examples and versions are, and when a draft of one is good. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.understanding import grams
from qingfeng.modules.understanding.model import LEAST_EXAMPLES, MAX_TEXT, OUT_OF_SCOPE
from qingfeng.modules.understanding.personal import mask

MOST_INTENTS = 200
MOST_EXAMPLES = 10_000
"""Of a house, dropped ones aside."""
LONGEST_NAME = 40
LONGEST_ABOUT = 400
LONGEST_TEXT = 500
"""Characters of an example."""
AT_ONCE = 1_000
"""Examples in one request; a file may bring more."""
EVERY = 5
"""Of so many examples of an intent one is held out, for the test set."""

Origin = Literal["written", "corrected", "imported"]
Sureness = Literal["sure", "likely", "unsure"]
SURE, LIKELY = 0.85, 0.6
"""Confidence from which on a label is called sure, or likely."""
_SLUG = re.compile(r"[^a-z0-9]+")


class Intent(msgspec.Struct, frozen=True, kw_only=True):
    """`code`: what models and decisions call it. `about`: what belongs to it and what does not, for whoever labels."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str
    archived: bool
    version: int


class IntentDraft(msgspec.Struct, frozen=True, kw_only=True):
    name_zh: str
    name_en: str
    about: str = ""
    archived: bool = False


class IntentExample(msgspec.Struct, frozen=True, kw_only=True):
    """An example. `intent_id` None: about none of the intents. `held_out`: of the test set, never learned from."""

    id: UUID
    intent_id: UUID | None
    text: str
    origin: Origin
    held_out: bool
    by_name: str
    at: datetime
    from_conversation: bool


def checked(draft: IntentDraft) -> IntentDraft:
    """As it is kept. Raises Invalid with the field. A name in one language stands for both."""
    zh, en = cleaned(draft.name_zh), cleaned(draft.name_en)
    if not zh and not en:
        raise Invalid("bad_title", f"A name has 1 to {LONGEST_NAME} characters.", field="name_zh", max=LONGEST_NAME)
    for field, name in (("name_zh", zh), ("name_en", en)):
        if len(name) > LONGEST_NAME:
            raise Invalid("bad_title", f"A name has 1 to {LONGEST_NAME} characters.", field=field, max=LONGEST_NAME)
    about = draft.about.replace("\x00", "").strip()
    if len(about) > LONGEST_ABOUT:
        raise Invalid("too_long", f"At most {LONGEST_ABOUT} characters.", field="about", max=LONGEST_ABOUT)
    return IntentDraft(name_zh=zh or en, name_en=en or zh, about=about, archived=draft.archived)


def code_of(name: str, taken: set[str], other: str) -> str:
    """A code from an English name that is not taken; from `other` where the name has no letters."""
    base = _SLUG.sub("_", name.lower()).strip("_")[:30] or f"intent_{other}"
    taken = taken | {OUT_OF_SCOPE}
    found, n = base, 1
    while found in taken:
        n += 1
        found = f"{base}_{n}"
    return found


def cleaned(text: str) -> str:
    """One line without characters that nobody sees."""
    shown = "".join(" " if char.isspace() else char for char in text if char.isspace() or _visible(char))
    return " ".join(shown.split())


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def example_text(text: str, field: str = "text") -> str:
    """An example's text as it is kept: personal data masked. Raises Invalid."""
    if len(text) > MAX_TEXT:
        raise Invalid("too_long", f"An example has at most {LONGEST_TEXT} characters.", field=field, max=LONGEST_TEXT)
    kept = mask(cleaned(text))
    if not grams.normal(kept, MAX_TEXT).strip():
        raise Invalid("empty_text", "There is nothing to be seen in this text.", field=field)
    if len(kept) > LONGEST_TEXT:
        raise Invalid("too_long", f"An example has at most {LONGEST_TEXT} characters.", field=field, max=LONGEST_TEXT)
    return kept


def likeness(text: str) -> bytes:
    """The same for texts that read alike: width, capitals, Traditional characters and invisible ones aside."""
    return hashlib.sha256(grams.normal(text, MAX_TEXT).encode()).digest()[:16]


def sureness(confidence: float) -> Sureness:
    return "sure" if confidence >= SURE else "likely" if confidence >= LIKELY else "unsure"


def check_teachable(learned: dict[str, int], names: dict[str, str]) -> None:
    """`learned`: examples to learn from, by the code of each intent that is not archived. Raises Invalid:
    too_few_intents, too_few_examples (with the names of those that have too few)."""
    if len(learned) < 2:
        raise Invalid("too_few_intents", "Examples of two intents at least are needed.")
    few = [names[code] for code, n in learned.items() if n < LEAST_EXAMPLES]
    if few:
        shown = "、".join(few[:5]) + ("…" if len(few) > 5 else "")
        raise Invalid(
            "too_few_examples",
            f"These intents need {LEAST_EXAMPLES} examples to learn from: {shown}. Add some, or archive the intent.",
            intents=shown,
            count=len(few),
            least=LEAST_EXAMPLES,
        )
