"""A house's flows, its business systems and the calls made of them, as they are kept. Pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from qingfeng.contracts.flows import Flow
from qingfeng.kernel.errors import Invalid
from qingfeng.ports.business import Auth, Operation

MOST_FLOWS = 200
MOST_SYSTEMS = 20
MAX_SECRET = 4000
_PATH = re.compile(r"/[A-Za-z0-9._~/-]{1,200}")
CallState = Literal["started", "done", "failed"]
GateMode = Literal["off", "warn", "refuse"]


class KeptFlow(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is the latest; `published` the one customers meet, None: none."""

    id: UUID
    flow: Flow
    version: int
    published: int | None
    updated_at: datetime
    by_name: str


class FlowVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`rehearsed`: whether it reached the house's floor at its last rehearsal; None: never rehearsed."""

    version: int
    flow: Flow
    by_name: str
    at: datetime
    note: str
    restored: int | None
    rehearsed: bool | None = None


class SystemDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What an administrator says of a business system. `code`: what flows call it. `header`: the name of the header that
    bears the secret, where `auth` is header. `document_url`: its OpenAPI description. `rehearsal_path`: where on its host it
    is asked in rehearsals, in place of the base url's path; empty: it is not."""

    code: str
    title: str
    base_url: str
    document_url: str
    auth: Auth = "none"
    header: str = ""
    rehearsal_path: str = ""


class KeptSystem(SystemDraft, frozen=True, kw_only=True):
    """`secret` is locked. `loopback`: it is the demo's own, on this machine."""

    id: UUID
    secret: bytes | None
    loopback: bool
    operations: list[Operation]
    version: int
    read_at: datetime | None


class CallLine(msgspec.Struct, frozen=True, kw_only=True):
    """A call as it is shown: no words of anybody. `error`: why there is no answer."""

    id: UUID
    at: datetime
    conversation_id: UUID | None
    flow: str
    step: str
    system: str
    operation: str
    changes: bool
    state: CallState
    status: int
    error: str
    milliseconds: int
    attempts: int


def checked(draft: SystemDraft) -> SystemDraft:
    """With no blanks around what was typed. Raises Invalid with the field."""
    plain = SystemDraft(
        code=draft.code.strip(),
        title=draft.title.strip(),
        base_url=draft.base_url.strip(),
        document_url=draft.document_url.strip(),
        auth=draft.auth,
        header=draft.header.strip(),
        rehearsal_path=draft.rehearsal_path.strip().rstrip("/"),
    )
    if not plain.code.isidentifier() or not plain.code.isascii() or len(plain.code) > 40:
        raise Invalid("bad_code", "Letters, digits and underscores, 1 to 40.", field="code")
    if not plain.title or len(plain.title) > 80 or not plain.title.isprintable():
        raise Invalid("bad_line", "One line of 1 to 80 characters.", field="title", max=80)
    if plain.auth == "header" and not _is_header(plain.header):
        raise Invalid("bad_header", "A header's name such as X-Api-Key.", field="header")
    if plain.rehearsal_path and (not _PATH.fullmatch(plain.rehearsal_path) or ".." in plain.rehearsal_path):
        raise Invalid("bad_path", "A path such as /rehearsal.", field="rehearsal_path")
    return plain


def _is_header(name: str) -> bool:
    return 0 < len(name) <= 60 and name.isascii() and name.replace("-", "").isalnum()
