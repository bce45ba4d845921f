"""`qingfeng export` and `qingfeng import`: what a house has set up, its customers and conversations, to a file and from one."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from qingfeng.app.embedded.problem import Problem, words

if TYPE_CHECKING:
    from qingfeng.app.settings import Settings

FORMATS = ("csv", "xlsx", "jsonl")
FILTERS = ("since", "before", "state", "queue", "agent", "channel", "tag", "tier", "emotion")
Verbs = argparse._SubParsersAction  # the type has no public name


def add(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """Both verbs on the command line."""
    out = verbs.add_parser("export", help=words("write a house's settings to a file", "把租户设置导出为文件"))
    into = verbs.add_parser("import", help=words("read settings from a file, shown first", "从文件导入设置（先预览）"))
    for verb, kinds in ((out, ("settings", "customers", "conversations")), (into, ("settings", "customers"))):
        verb.add_argument("what", choices=kinds, help=words("what", "内容"))
        verb.add_argument("file", type=Path, help=words("the file; - for standard output or input", "文件；- 表示标准输出或输入"))  # fmt: skip
        verb.add_argument("--house", help=words("the house's slug; needed where there are several", "租户标识；有多个租户时必填"))  # fmt: skip
        verb.add_argument(
            "--kinds", help=words("only these kinds of settings, by comma", "仅限这些种类的设置，逗号分隔")
        )
    _narrowed(out)
    out.set_defaults(command=_export)
    into.add_argument("--write", action="store_true", help=words("do it; without it is only shown", "执行导入；不加则仅预览"))  # fmt: skip
    into.set_defaults(command=_import)


def _narrowed(out: argparse.ArgumentParser) -> None:
    """Which conversations, and as what."""
    only = out.add_argument_group(words("conversations", "会话"))
    only.add_argument("--format", choices=FORMATS, help=words("csv unless the file's name says otherwise", "默认按文件名，否则为 csv"))  # fmt: skip
    only.add_argument("--since", type=moment, help=words("opened from this day or moment on (with its zone)", "开始时间不早于（日期，或带时区的时间）"))  # fmt: skip
    only.add_argument("--before", type=moment, help=words("opened before it", "开始时间早于"))
    only.add_argument("--state", choices=("open", "closed"), help=words("only these", "仅限进行中 / 已结束"))
    for name in ("queue", "agent"):
        only.add_argument(f"--{name}", type=UUID, help=words(f"only of this {name} (its id)", "仅限此队列 / 客服（编号）"))  # fmt: skip
    for name in ("channel", "tag", "tier", "emotion"):
        only.add_argument(f"--{name}", help=words(f"only with this {name}", "仅限此渠道 / 标签 / 等级 / 情绪"))
    only.add_argument("--masked", action="store_true", help=words("customers are not named", "隐去客户身份"))


def moment(text: str) -> datetime:
    """A day is one of UTC; a moment says its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: 2026-07-01, 2026-07-01T09:00+08:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _conversations(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate
    from qingfeng.modules.conversations.public import ExportDraft

    ending = parsed.file.suffix[1:].lower()
    asked = {name: value for name in FILTERS if (value := getattr(parsed, name)) is not None}
    made = {"format": parsed.format or (ending if ending in FORMATS else "csv"), "filter": asked}
    try:
        draft = msgspec.convert({**made, "locale": words("en", "zh-CN"), "masked": parsed.masked}, ExportDraft)
    except msgspec.ValidationError as error:
        raise Problem(f"This cannot be looked for: {error}.", f"筛选条件不对：{error}。") from None
    to = parsed.file
    if str(to) == "-":
        asyncio.run(operate.conversations_out(running_settings(), parsed.house, draft, sys.stdout.buffer))
        return 0
    part = to.with_name(to.name + ".part")
    try:
        with part.open("wb") as out:
            asyncio.run(operate.conversations_out(running_settings(), parsed.house, draft, out))
        part.replace(to)  # under its name it is whole
    finally:
        part.unlink(missing_ok=True)
    _say(words(f"Written: {to}", f"已导出：{to}"))
    return 0


def _export(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate

    if parsed.what == "conversations":
        _no_kinds(parsed)
        return _conversations(parsed)
    if parsed.what == "customers":
        _no_kinds(parsed)
        data = asyncio.run(operate.customers_out(running_settings(), parsed.house))
    else:
        data = asyncio.run(operate.settings_out(running_settings(), parsed.house, _kinds(parsed.kinds)))
    if str(parsed.file) == "-":
        sys.stdout.buffer.write(data)
    else:
        parsed.file.write_bytes(data)
        _say(words(f"Written: {parsed.file}", f"已导出：{parsed.file}"))
    return 0


def _import(parsed: argparse.Namespace) -> int:
    from qingfeng.app import operate
    from qingfeng.flow.bundle import carry

    data = brought(parsed.file)
    if parsed.what == "customers":
        return _customers(parsed, data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("This file is not UTF-8.", "文件不是 UTF-8 编码。") from None
    plan = asyncio.run(
        operate.settings_in(running_settings(), parsed.house, _kinds(parsed.kinds), text, write=parsed.write)
    )
    carry.told(plan, _say)
    _say(words("Nothing was imported.", "未导入任何内容。") if not plan.good else _done(parsed.write))
    return 0 if plan.good else 1


def _customers(parsed: argparse.Namespace, data: bytes) -> int:
    """Rows that are wrong are told of; the others come in."""
    from qingfeng.app import operate

    _no_kinds(parsed)
    items = asyncio.run(operate.customers_in(running_settings(), parsed.house, data, write=parsed.write))
    wrong = [item for item in items if item.what == "wrong"]
    for item in wrong:
        _say(f"{item.row:6} {item.name}  {item.field or ''}: {item.message or ''}")
    _say("  ".join(f"{what} {sum(one.what == what for one in items)}" for what in ("new", "changed", "same", "wrong")))
    _say(_done(parsed.write))
    return 1 if wrong else 0


def brought(file: Path) -> bytes:
    """What stands in a file, or on standard input for `-`. Raises Problem when there is none."""
    try:
        return sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Problem(f"There is no file {file}.", f"找不到文件 {file}。") from None


def _done(written: bool) -> str:
    return words("Imported.", "已导入。") if written else words("Add --write to import.", "加上 --write 执行导入。")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _no_kinds(parsed: argparse.Namespace) -> None:
    """Customers are one kind of things: who names kinds means something else, and gets nothing."""
    if parsed.kinds is not None:
        raise Problem("--kinds belongs to settings; customers have no kinds.", "--kinds 只用于租户设置，客户没有种类。")


def _kinds(text: str | None) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def running_settings() -> Settings:
    from qingfeng.app.embedded.run_note import with_running_box
    from qingfeng.app.settings import Reader, Settings

    return Settings.from_env(with_running_box(os.environ, Reader(os.environ).data_dir()))
