"""Files of labelled texts for `qingfeng eval`: CSV with a head, every fault told with its line and what to do."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from qingfeng.app.embedded.problem import Problem, words

MOST_BYTES = 64 * 1024 * 1024
MOST_CELL = 20_000
TOLD = 10
"""Faults that are told one by one."""
NAMES = {
    "text": ("text", "review", "question", "utterance"),
    "intent": ("intent", "category", "label"),
    "label": ("label", "emotion", "sentiment", "category"),
    "id": ("id", "label", "intent"),
}
"""A column, and what else it may be called."""


class Row(msgspec.Struct, frozen=True):
    line: int
    cells: tuple[str, ...]


def rows(file: Path, columns: Sequence[str], optional: Sequence[str] = ()) -> list[Row]:
    """The rows of a file, cells in the order of `columns` and `optional` (empty where there is no such column).
    Raises Problem: no file, too large, not UTF-8, a column missing, cells that are empty."""
    found: list[Row] = []
    faults: list[tuple[str, str]] = []
    for line, cells, missing in _read(file, columns, optional):
        if missing is None:
            found.append(Row(line, cells))
        else:
            faults.append(_fault(line, missing))
    if faults:
        told = faults[:TOLD]
        en, zh = "\n  ".join(one[0] for one in told), "\n  ".join(one[1] for one in told)
        if len(faults) > TOLD:
            en, zh = f"{en}\n  … and {len(faults) - TOLD} more", f"{zh}\n  ……另有 {len(faults) - TOLD} 处"
        raise Problem(f"{file} cannot be used:\n  {en}", f"{file} 无法使用：\n  {zh}")
    if not found:
        raise Problem(f"{file} has a head and no rows: put one text on each line below it.", f"{file} 只有表头：请在其下每行写一条文本。")  # fmt: skip
    return found


def _fault(line: int, missing: str) -> tuple[str, str]:
    if missing == "long":
        return (f"line {line}: longer than {MOST_CELL:,} characters; shorten it", f"第 {line} 行：超过 {MOST_CELL} 个字符，请缩短")  # fmt: skip
    if missing == "cells":
        return (
            f"line {line}: more or fewer cells than the head; put texts with commas in quotes",
            f"第 {line} 行：列数与表头不符；含逗号的文本请加英文引号",
        )
    return (f"line {line}, {missing}: empty; fill it in or take the line out", f"第 {line} 行 {missing}：为空，请填写或删除该行")  # fmt: skip


def _read(
    file: Path, columns: Sequence[str], optional: Sequence[str]
) -> Iterator[tuple[int, tuple[str, ...], str | None]]:
    """Lines with their cells, and what is wrong with each."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise Problem(f"{file} is larger than 64 MB; measure on a part of it.", f"{file} 超过 64 MB，请取其中一部分。")  # fmt: skip
        data = file.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        raise Problem(f"There is no file {file}.", f"找不到文件 {file}。") from None
    except UnicodeDecodeError as error:
        raise Problem(f"{file} is not UTF-8 (byte {error.start + 1}); save it as UTF-8.", f"{file} 不是 UTF-8 编码（第 {error.start + 1} 字节），请另存为 UTF-8。") from None  # fmt: skip
    reader = csv.reader(data.replace("\0", "\ufffd").splitlines(keepends=True))
    lines = _lines(file, reader)
    head = [name.strip().lower() for name in next(lines, [])]
    places = [_place(file, head, name) for name in columns] + [_place(file, head, name, True) for name in optional]
    if len(set(places) - {-1}) < len([p for p in places if p >= 0]):
        raise Problem(f"{file}: two columns are needed: {', '.join(columns)}.", f"{file} 需要这些列：{'、'.join(columns)}。")  # fmt: skip
    for cells in lines:
        if not any(cells):
            continue
        if len(cells) != len(head):
            yield reader.line_num, (), "cells"
            continue
        got = tuple(cells[place].strip() if place >= 0 else "" for place in places)
        empty = next((name for name, cell in zip(columns, got, strict=False) if not cell), None)
        yield reader.line_num, got, "long" if any(len(cell) > MOST_CELL for cell in got) else empty


def _lines(file: Path, reader: Any) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:  # a cell of more than 131,072 characters, as behind a quote that is never closed
        raise Problem(f"{file}, line {reader.line_num}: {error}; is a quote not closed?", f"{file} 第 {reader.line_num} 行：{error}；是否有未闭合的引号？") from None  # fmt: skip


def _place(file: Path, head: list[str], name: str, optional: bool = False) -> int:
    for known in (name, *NAMES.get(name, ())):
        if known in head:
            return head.index(known)
    if optional:
        return -1
    there = ", ".join(head) or words("nothing", "空")
    raise Problem(
        f"{file}, line 1: there is no column {name}; its head is: {there}. Name the columns in the first line.",
        f"{file} 第 1 行：缺少列 {name}，现有表头：{there}。请在首行写明列名。",
    )
