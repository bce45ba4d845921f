"""Whatever is handed to `restore` is a whole backup or is refused with a reason."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from qingfeng.app.archive import DUMP, Manifest, Reader, Writer
from qingfeng.app.embedded.problem import Problem
from tests.support.depth import examples

MADE = datetime(2026, 7, 1, tzinfo=UTC)


def whole() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.qfb")
        with Writer(file) as out:
            out.add(DUMP, [b"a" * 700, b"b" * 900], lambda *_: None)
            out.close_with(
                Manifest(
                    format=1, version="1", made_at=MADE, major=18, owner="qingfeng", migrations=["1"], parts=out.parts
                )
            )
        return file.read_bytes()


WHOLE = whole()


def reads(data: bytes) -> bool:
    """True when it is taken for a backup, whose parts are then what was kept."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.qfb")
        file.write_bytes(data)
        try:
            found = Reader(file, lambda *_: None)
        except Problem:
            return False
        assert b"".join(found.pieces(DUMP)) == b"a" * 700 + b"b" * 900
        return True


def test_a_whole_one_is_read() -> None:
    assert reads(WHOLE)


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)), st.binary(max_size=600))
def test_damaged_anywhere_it_is_refused_or_its_parts_are_whole(start: int, end: int, other: bytes) -> None:
    low, high = sorted((start, end))
    reads(WHOLE[:low] + other + WHOLE[high:])


@settings(max_examples=examples(100), deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_refused(data: bytes) -> None:
    assert not reads(data)
