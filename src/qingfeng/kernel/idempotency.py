"""The header `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header-07) on requests that make something.

Same key and same request: the same answer, for a day, also from another process and after a restart. Only answers of
success are kept: a request that was refused did nothing and is judged anew. What is kept is encrypted, as some answers
hold what is shown once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import UploadFile
from litestar.types import Message, Scope

from qingfeng.kernel import log
from qingfeng.kernel.auth import Vault
from qingfeng.kernel.db import Database, Lost, scoped
from qingfeng.kernel.errors import Conflict, Invalid, Malformed

logger = log.get(__name__)
HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
IN_FLIGHT = timedelta(seconds=60)
"""A request that is answered no longer than this has lost its process: the next with its key is answered instead."""
MAX_KEY = 255
MAX_ANSWER = 1024 * 1024
_KEY = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,255}")
_STATE = "qf.idempotency"


class Answer(msgspec.Struct, frozen=True):
    """What was answered."""

    status: int
    kind: str
    body: bytes


class Replayed(Exception):
    """The answer is known already; nothing is done."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("replayed")
        self.answer = answer


class Running:
    """One request that is being answered under a key."""

    def __init__(self, owner: IdempotencyKeys, tenant: UUID, caller: UUID, key: bytes, holder: UUID) -> None:
        self.owner, self.tenant, self.caller, self.key, self.holder = owner, tenant, caller, key, holder
        self.status = 500
        self.kind = "application/json"
        self.body = b""


class IdempotencyKeys:
    """Keeps answers by tenant, caller and key. One per process."""

    def __init__(self, db: Database, key: bytes) -> None:
        self._db = db
        self._vault = Vault(key, "idempotency")

    async def begin(self, request: Request[Any, Any, Any], tenant: UUID, caller: UUID) -> None:
        """Called when it is known who asks, before anything is done. Without the header, or for a method that may be
        repeated anyway, nothing happens.

        Raises Replayed (done before), Conflict (being answered just now), Invalid (another request had this key),
        Malformed (no key).
        """
        given = request.headers.get(HEADER.lower())
        if given is None or request.method != "POST":
            return
        key, asked = hashlib.sha256(_key(given).encode()).digest(), await _fingerprint(request)
        now, holder = self._db.clock.now(), self._db.ids.new()
        async with scoped(self._db, tenant) as conn:
            # One statement takes the key or finds it taken: of two at once one waits for the other's commit.
            taken = await conn.fetchval(
                "INSERT INTO kernel.idempotency AS i (tenant_id, caller, key, request, holder, at)"
                " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant_id, caller, key) DO UPDATE SET"
                " request = excluded.request, holder = excluded.holder, at = excluded.at, status = NULL, answer = NULL"
                " WHERE i.at <= $7 OR (i.status IS NULL AND i.at <= $8 AND i.request = excluded.request) RETURNING true",
                tenant,
                caller,
                key,
                asked,
                holder,
                now,
                now - KEPT,
                now - IN_FLIGHT,
            )
            found = None
            if not taken:
                found = await conn.fetchrow(
                    "SELECT request, status, answer FROM kernel.idempotency WHERE caller = $1 AND key = $2", caller, key
                )
        if found is not None:
            self._again(found, asked, _owner(tenant, caller, key))
        if taken:
            request.scope["state"][_STATE] = Running(self, tenant, caller, key, holder)
        elif found is None:  # released between the two statements
            raise _in_flight()

    def _again(self, found: Any, asked: bytes, owner: bytes) -> None:
        if found["request"] != asked:
            raise Invalid(
                "idempotency_key_reused",
                "Another request had this key; take a new key for every new request.",
                field=HEADER,
            )
        if found["status"] is None:
            raise _in_flight()
        kept = self._vault.open(found["answer"], owner)
        if (
            kept is None
        ):  # the installation has another key now: it was done, and nobody can say any more what came of it
            raise Conflict(
                "idempotency_answer_lost", "This was done; its answer cannot be read any more.", field=HEADER
            )
        raise Replayed(msgspec.json.decode(kept, type=Answer))

    async def end(self, run: Running) -> None:
        """Keep what was answered; a refusal is forgotten. A database that is away keeps nobody's answer back."""
        answer = None
        if run.status < 400 and len(run.body) <= MAX_ANSWER:
            kept = msgspec.json.encode(Answer(run.status, run.kind, run.body)).decode()
            answer = self._vault.lock(kept, _owner(run.tenant, run.caller, run.key))
        try:
            async with scoped(self._db, run.tenant) as conn:
                if answer is None:
                    await conn.execute(
                        "DELETE FROM kernel.idempotency WHERE holder = $1 AND key = $2", run.holder, run.key
                    )
                else:
                    await conn.execute(
                        "UPDATE kernel.idempotency SET status = $4, answer = $5"
                        " WHERE caller = $1 AND key = $2 AND holder = $3",
                        run.caller,
                        run.key,
                        run.holder,
                        run.status,
                        answer,
                    )
        except Lost as error:
            logger.warning("an answer was not kept for its idempotency key", error=type(error).__name__)


async def keep_answer(message: Message, scope: Scope) -> None:
    """Hook of the application: looks at every part of an answer before it leaves."""
    run: Running | None = scope["state"].get(_STATE)
    if run is None:
        return
    if message["type"] == "http.response.start":
        run.status = message["status"]
        kinds = [value.decode("latin-1") for name, value in message["headers"] if name.lower() == b"content-type"]
        run.kind = kinds[0] if kinds else ""
    elif message["type"] == "http.response.body":
        run.body += message["body"]
        if not message.get("more_body"):
            del scope["state"][_STATE]
            await run.owner.end(run)


def replayed(_: Request[Any, Any, Any], error: Replayed) -> Response[Any]:
    """The answer as it was, and that it is not a new one."""
    answer = error.answer
    content = answer.body if answer.body else None
    return Response(content, status_code=answer.status, media_type=answer.kind or None, headers={REPLAYED: "true"})


def _key(given: str) -> str:
    """The draft writes keys in quotes; most clients leave them out."""
    key = given.strip()
    key = key[1:-1] if len(key) > 2 and key[0] == key[-1] == '"' else key
    if not _KEY.fullmatch(key):
        raise Malformed(
            "bad_idempotency_key", f"A key has 1 to {MAX_KEY} visible ASCII characters, such as a UUID.", field=HEADER
        )
    return key


async def _fingerprint(request: Request[Any, Any, Any]) -> bytes:
    mark = hashlib.sha256()
    async for part in _parts(request):
        mark.update(len(part).to_bytes(8))
        mark.update(part)
    return mark.digest()


async def _parts(request: Request[Any, Any, Any]) -> AsyncIterator[bytes]:
    yield request.method.encode()
    yield request.url.path.encode()
    yield request.url.query.encode()
    if not request.headers.get("content-type", "").startswith("multipart/"):
        yield await request.body()
        return
    for name, value in (await request.form()).multi_items():
        yield name.encode()
        if isinstance(value, UploadFile):
            yield value.filename.encode()
            yield await value.read()
            await value.seek(0)
        else:
            yield str(value).encode()


def _owner(tenant: UUID, caller: UUID, key: bytes) -> bytes:
    return tenant.bytes + caller.bytes + key


def _in_flight() -> Conflict:
    return Conflict(
        "idempotency_in_flight", "The request with this key is being answered; ask again in a moment.", field=HEADER
    )
