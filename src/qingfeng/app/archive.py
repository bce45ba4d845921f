"""A backup's file: a tar of the database's dump, the sealed key (if it was asked for) and, last, a manifest with a
SHA-256 of each. What is not named there, or differs from it, is not restored."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from qingfeng.app.embedded.problem import Problem

FORMAT = 1
DUMP, KEY, MANIFEST = "database.dump", "secret.key.sealed", "manifest.json"
BLOCK = 512
PIECE = 1 << 20
_SEAL = b"qingfeng-key-1"
_SALT, _NONCE = 16, 12
Progress = Callable[[str, int], None]
"""Called with a part's name and the bytes of it that are done."""


class Part(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds. `owner`: the role that owned the database; `major`: PostgreSQL's version."""

    format: int
    version: str
    made_at: datetime
    major: int
    owner: str
    migrations: list[str]
    parts: dict[str, Part]


class Writer:
    """Writes an archive part by part, each as long as it turns out to be. The file appears under its name when whole."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._fresh = file.with_name(f".{file.name}.new")
        self._out: BinaryIO | None = None
        self.parts: dict[str, Part] = {}

    def __enter__(self) -> Writer:
        self._fresh.touch(0o600)
        self._out = self._fresh.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        assert self._out is not None
        self._out.close()
        if kind is None:
            self._fresh.replace(self._file)
        else:
            self._fresh.unlink(missing_ok=True)

    def add(self, name: str, pieces: Iterable[bytes], told: Progress) -> None:
        """Append one part: its header is written over once its size is known."""
        assert self._out is not None
        out, start, size, digest = self._out, self._out.tell(), 0, hashlib.sha256()
        out.write(bytes(BLOCK))
        for piece in pieces:
            out.write(piece)
            digest.update(piece)
            size += len(piece)
            told(name, size)
        out.write(bytes(-size % BLOCK))
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        out.seek(start)
        out.write(info.tobuf(tarfile.GNU_FORMAT))
        out.seek(0, os.SEEK_END)
        self.parts[name] = Part(size, digest.hexdigest())

    def close_with(self, manifest: Manifest) -> None:
        assert self._out is not None
        self.add(MANIFEST, [msgspec.json.format(msgspec.json.encode(manifest))], lambda *_: None)
        self._out.write(bytes(2 * BLOCK))
        self._out.flush()
        os.fsync(self._out.fileno())


class Reader:
    """An archive that was checked: everything its manifest names is there, byte for byte. Raises Problem otherwise."""

    def __init__(self, file: Path, told: Progress) -> None:
        self._file = file
        try:
            with tarfile.open(file, "r:") as tar:
                places = {info.name: (info.offset_data, info.size) for info in tar}
        except (tarfile.TarError, EOFError):
            raise _broken(file) from None
        self._places = places
        try:
            self.manifest = msgspec.json.decode(b"".join(self.pieces(MANIFEST)), type=Manifest)
        except (KeyError, ValueError):  # not there, no JSON, or no UTF-8
            raise _broken(file) from None
        for name, part in self.manifest.parts.items():
            self._check(name, part, told)

    def _check(self, name: str, part: Part, told: Progress) -> None:
        if self._places.get(name, (0, -1))[1] != part.size:
            raise _broken(self._file)
        digest, done = hashlib.sha256(), 0
        for piece in self.pieces(name):
            digest.update(piece)
            done += len(piece)
            told(name, done)
        if digest.hexdigest() != part.sha256:
            raise _broken(self._file)

    def __contains__(self, name: str) -> bool:
        return name in self.manifest.parts

    def pieces(self, name: str) -> Iterator[bytes]:
        start, left = self._places[name]
        with self._file.open("rb") as file:
            file.seek(start)
            while left > 0 and (piece := file.read(min(PIECE, left))):
                left -= len(piece)
                yield piece


def _broken(file: Path) -> Problem:
    return Problem(
        f"{file} is no whole backup: it was cut off or changed, or is another kind of file. Nothing was restored.",
        f"{file} 不是完整的备份文件（被截断、被修改或不是备份）。未恢复任何内容。",
    )


def seal(secret: bytes, passphrase: str) -> bytes:
    """Encrypted so that only the passphrase opens it (scrypt, AES-256-GCM)."""
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    return _SEAL + salt + nonce + AESGCM(_derived(passphrase, salt)).encrypt(nonce, secret, _SEAL)


def unseal(sealed: bytes, passphrase: str) -> bytes:
    """What `seal` was given. Raises Problem for another passphrase."""
    body = sealed.removeprefix(_SEAL)
    salt, nonce, secret = body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]
    try:
        return AESGCM(_derived(passphrase, salt)).decrypt(nonce, secret, _SEAL)
    except InvalidTag:
        raise Problem(
            "The passphrase does not open the key in this backup. Nothing was restored.",
            "口令不正确，无法解开备份中的密钥。未恢复任何内容。",
        ) from None


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(passphrase.encode())
