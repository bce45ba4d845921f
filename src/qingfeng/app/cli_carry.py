"""`qingfeng export` and `qingfeng import`: what a house has set up, and its customers, to a file and from one."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from qingfeng.app.embedded.problem import Problem, words

if TYPE_CHECKING:
    from qingfeng.app.settings import Settings

Verbs = argparse._SubParsersAction  # the type has no public name


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """Both verbs on the command line."""
    out = verbs.add_parser("export", help=words("write a house's settings to a file", "把租户设置导出为文件"))
    into = verbs.add_parser("import", help=words("read settings from a file, shown first", "从文件导入设置（先预览）"))
    for verb in (out, into):
        verb.add_argument("what", choices=("settings", "customers"), help=words("what", "内容"))
        verb.add_argument("file", type=Path, help=words("the file; - for standard output or input", "文件；- 表示标准输出或输入"))  # fmt: skip
        verb.add_argument("--house", help=words("the house's slug; needed where there are several", "租户标识；有多个租户时必填"))  # fmt: skip
        verb.add_argument("--kinds", help=words("only these kinds, by comma", "仅限这些种类，逗号分隔"))
    out.set_defaults(command=_export)
    into.add_argument("--write", action="store_true", help=words("do it; without it is only shown", "执行导入；不加则仅预览"))  # fmt: skip
    into.set_defaults(command=_import)


def _export(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    if parsed.what == "customers":
        data = asyncio.run(operate.customers_out(_settings(), parsed.house))
    else:
        data = asyncio.run(operate.settings_out(_settings(), parsed.house, _kinds(parsed.kinds)))
    if str(parsed.file) == "-":
        sys.stdout.buffer.write(data)
    else:
        parsed.file.write_bytes(data)
        _say(words(f"Written: {parsed.file}", f"已导出：{parsed.file}"))
    return 0


def _import(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate
    from qingfeng.flow.bundle import carry

    data = _brought(parsed.file)
    if parsed.what == "customers":
        return _customers(parsed, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("This file is not UTF-8.", "文件不是 UTF-8 编码。") from None
    plan = asyncio.run(operate.settings_in(_settings(), parsed.house, _kinds(parsed.kinds), text, write=parsed.write))
    carry.told(plan, _say)
    _say(words("Nothing was imported.", "未导入任何内容。") if not plan.good else _done(parsed.write))
    return 0 if plan.good else 1


def _customers(parsed: argparse.Namespace, data: bytes) -> int:
    """Rows that are wrong are told of; the others come in."""
    from qingfeng.app import operate

    items = asyncio.run(operate.customers_in(_settings(), parsed.house, data, write=parsed.write))
    wrong = [item for item in items if item.what == "wrong"]
    for item in wrong:
        _say(f"{item.row:6} {item.name}  {item.field or ''}: {item.message or ''}")
    _say("  ".join(f"{what} {sum(one.what == what for one in items)}" for what in ("new", "changed", "same", "wrong")))
    _say(_done(parsed.write))
    return 1 if wrong else 0


def _brought(file: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Problem(f"There is no file {file}.", f"找不到文件 {file}。") from None


def _done(written: bool) -> str:
    return words("Imported.", "已导入。") if written else words("Add --write to import.", "加上 --write 执行导入。")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _kinds(text: str | None) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def _settings() -> Settings:
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader, Settings

    return Settings.from_env(with_running_box(os.environ, Reader(os.environ).data_dir()))
