"""Understanding as it is told over HTTP. Wherever an intent is told by its code, null is none of the intents."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from qingfeng.modules.understanding.figures import IntentFigures, IntentQuality
from qingfeng.modules.understanding.store_versions import State
from qingfeng.modules.understanding.taxonomy import (
    AT_ONCE,
    LONGEST_ABOUT,
    LONGEST_NAME,
    LONGEST_TEXT,
    IntentExample,
    Sureness,
)

Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME * 2)]
About = Annotated[str, msgspec.Meta(max_length=LONGEST_ABOUT * 2)]
Text = Annotated[str, msgspec.Meta(max_length=2_000)]
Ids = Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=AT_ONCE)]
IMPORT_LIMIT = 6 * 1024 * 1024


class IntentIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name in one language stands for both. `about`: what belongs to it and what does not."""

    name_zh: Name = ""
    name_en: Name = ""
    about: About = ""


class IntentChange(IntentIn, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of it; `version`: the one that was on the screen. `archived`: it is learned and offered no more."""

    archived: bool = False
    version: Annotated[int, msgspec.Meta(ge=0)]


class IntentExamplesIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One a line. `intent_id` null: examples of none of the intents."""

    intent_id: UUID | None
    texts: Annotated[list[Text], msgspec.Meta(min_length=1, max_length=AT_ONCE)]


class ExampleChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays. `held_out`: it is of the test set, and never learned from."""

    text: Text | None = None
    held_out: bool | None = None


class ExamplesMove(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ids: Ids
    intent_id: UUID | None


class ExamplesChosen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    ids: Ids


class ExamplesCountOut(msgspec.Struct, frozen=True):
    """How many it was done with."""

    count: int


class IntentOut(msgspec.Struct, frozen=True, kw_only=True):
    """`corrected`: of the examples, those that are corrections of labels. `recent`: messages of the last thirty days that
    were about it. `tested`, `precision`, `recall`: texts of the test set that the published version was trained with, and
    how it did with them."""

    id: UUID
    code: str
    name_zh: str
    name_en: str
    about: str
    archived: bool
    version: int
    examples: int
    held_out: int
    corrected: int
    recent: int
    tested: int
    precision: float | None
    recall: float | None


class IntentExamplesOut(msgspec.Struct, frozen=True):
    """`next`: pass it as `cursor` for the page after; null on the last."""

    items: list[IntentExample]
    next: str | None


class IntentVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A training and what came of it. `step`: encode, measure, train or judge, `done` of `total` of it. `kept`: its model
    is, so that it can be published. `error`: a code."""

    id: UUID
    number: int
    state: State
    step: str
    done: int
    total: int
    error: str | None
    asked_by_name: str
    asked_at: datetime
    trained_at: datetime | None
    published_at: datetime | None
    published_by_name: str | None
    digest: str | None
    encoder: str | None
    examples: int
    intents: int
    seconds: float | None
    kept: bool
    figures: IntentFigures | None


class IntentsOut(msgspec.Struct, frozen=True, kw_only=True):
    """`outside`: examples of no intent. `changed`: examples that came since the published version was trained.
    `training`: what goes on now."""

    items: list[IntentOut]
    outside: int
    outside_held_out: int
    outside_recent: int
    examples: int
    most_examples: int
    published: IntentVersion | None
    training: IntentVersion | None
    changed: int


class IntentVersionsOut(msgspec.Struct, frozen=True):
    """`models`: so many models are kept."""

    items: list[IntentVersion]
    models: int


class IntentConfusionOut(msgspec.Struct, frozen=True, kw_only=True):
    """`texts`: those that are still there."""

    wanted: str | None
    said: str | None
    count: int
    texts: list[str]


class IntentDifferenceOut(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    wanted: str | None
    before: str | None
    after: str | None


class IntentsComparedOut(msgspec.Struct, frozen=True, kw_only=True):
    """By the texts that both have answered. `number`: of the version it is held against. `better`, `worse`: texts on which
    one of them is right and the other is not. `p`: the probability of such a difference by chance."""

    number: int | None
    before: IntentFigures
    after: IntentFigures
    better: list[IntentDifferenceOut]
    worse: list[IntentDifferenceOut]
    p: float


class IntentVersionWhole(msgspec.Struct, frozen=True, kw_only=True):
    version: IntentVersion
    by_intent: list[IntentQuality]
    confusions: list[IntentConfusionOut]
    compared: IntentsComparedOut | None


class IntentTryIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`version_id` null: the published one."""

    text: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_TEXT * 4)]
    version_id: UUID | None = None


class TriedIntent(msgspec.Struct, frozen=True, kw_only=True):
    intent: str
    confidence: float


class NearExampleOut(msgspec.Struct, frozen=True, kw_only=True):
    """`likeness`: the cosine of both sentence vectors."""

    text: str
    intent: str | None
    likeness: float


class IntentTriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """`in_scope` false: it is like nothing that was learned, and nothing is done by the likeliest. `sureness`: the word for
    the first one's confidence. `number`: of the version that was asked. `masked`: the text, personal data masked."""

    number: int
    in_scope: bool
    sureness: Sureness
    top: list[TriedIntent]
    near: list[NearExampleOut]
    masked: str
    milliseconds: float


class IntentImportIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table as CSV with the columns text and intent. `apply`: do it, all or nothing; else only say what it would do."""

    text: Annotated[str, msgspec.Meta(max_length=IMPORT_LIMIT)]
    apply: bool = False


class IntentImportProblem(msgspec.Struct, frozen=True, kw_only=True):
    """`row`: the line of the file, from 1; `column`: from 1, and what it is called."""

    row: int
    column: int
    name: str
    code: Literal["empty_text", "too_long", "no_intent", "bad_title", "other_intent", "cells_missing"]
    text: str
    intent: str | None = None


class IntentImportOut(msgspec.Struct, frozen=True, kw_only=True):
    """`known`: lines that are examples of theirs already. `made`: names of intents that are not there yet. Of the problems
    the first hundred are told; with one nothing is brought in."""

    rows: int
    added: int
    known: int
    masked: int
    made: list[str]
    problems: list[IntentImportProblem]
    wrong: int
    applied: bool
