"""Each check finds what it is there for, and lets the good through."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks import docs_names, i18n, machine_names, patching, sizes

Tree = Callable[[dict[str, str]], Path]


def test_sizes_refuses_long_files_functions_and_parameter_lists(tree: Tree) -> None:
    long_function = "def slow():\n" + "    x = 1\n" * 60
    root = tree(
        {
            "src/a.py": "x = 1\n" * 601,
            "src/b.py": long_function,
            "src/c.py": "def many(a, b, c, /, d, e, *, f, g): ...\n",
            "console/src/d.tsx": "const x = 1;\n" * 401,
        }
    )
    found = sorted(sizes.find(root))
    assert found == [
        "console/src/d.tsx: 401 lines, at most 400: divide it",
        "src/a.py: 601 lines, at most 600: divide it",
        "src/b.py:1: slow() has 61 lines, at most 60",
        "src/c.py:1: many() takes 7 parameters, at most 6",
    ]


def test_sizes_lets_small_rooms_through_and_warns_in_between(tree: Tree) -> None:
    root = tree(
        {
            "src/a.py": "x = 1\n" * 401,
            "src/b.py": "class A:\n    def six(self, a, b, c, d, e, f, *more, **rest): ...\n",
            "console/src/generated/c.ts": "const x = 1;\n" * 900,
        }
    )
    assert list(sizes.find(root)) == []
    assert list(sizes.warnings(root)) == ["src/a.py: 401 lines, better under 400 (refused over 600)"]


@pytest.mark.parametrize(
    "code",
    [
        "from unittest.mock import patch\n",
        "from unittest import mock\n",
        "import unittest.mock\n",
        "def test_a(monkeypatch):\n    monkeypatch.setattr('a.b', 1)\n",
    ],
)
def test_patching_is_refused(tree: Tree, code: str) -> None:
    assert len(list(patching.find(tree({"tests/test_a.py": code})))) == 1


def test_setting_the_environment_is_not_patching(tree: Tree) -> None:
    code = "def test_a(monkeypatch):\n    monkeypatch.setenv('A', '1')\n    monkeypatch.chdir('/')\n"
    assert list(patching.find(tree({"tests/test_a.py": code}))) == []


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "pypi" + ".org/simple",
        '"resolved"' + ': "https://example.com/a.tgz"',
        "cp x /" + "root/secret",
        'path = "/' + 'work/wt"',
        "cd /" + "home/wang/qingfeng",
        "--index-url https://registry.npm" + "js.org",
    ],
)
def test_machine_names_are_refused(tree: Tree, text: str) -> None:
    found = list(machine_names.find(tree({"README.md": f"fine\n{text}\n"})))
    assert len(found) == 1
    assert found[0].startswith("README.md:2: ")


@pytest.mark.parametrize(
    "text",
    ["the framework/root", "src/" + "root/a", "./" + "work/a", "at /" + "homepage", "https://example.com/" + "work/"],
)
def test_ordinary_words_are_not_machine_names(tree: Tree, text: str) -> None:
    assert list(machine_names.find(tree({"README.md": text}))) == []


def _console(chinese: dict[str, str], english: dict[str, str], source: str) -> dict[str, str]:
    return {
        "console/src/i18n/zh-CN.json": json.dumps(chinese),
        "console/src/i18n/en.json": json.dumps(english),
        "console/src/app.tsx": source,
    }


def test_i18n_finds_missing_unused_unknown_and_unequal(tree: Tree) -> None:
    files = _console(
        {"a": "甲 {name}", "b": "乙", "dead": "无人用", "empty": " "},
        {"a": "A {nom}", "dead": "unused", "empty": "x"},
        't("a"); t("b"); t("empty"); t("ghost");\n',
    )
    found = "\n".join(i18n.find(tree(files)))
    assert "en.json: 'b' is missing" in found
    assert "the key 'dead' is used nowhere" in found
    assert "app.tsx:1: the key 'ghost' is in no table" in found
    assert "'a' has other parameters in Chinese ({'name'}) than in English ({'nom'})" in found
    assert "zh-CN.json: 'empty' is empty" in found
    assert len(found.splitlines()) == 5


@pytest.mark.parametrize(
    "source",
    [
        'const label = "发送";\n',
        "const label = '发送';\n",
        "const label = `${name} 发送`;\n",
        "const view = <b>发送</b>;\n",
        "const view = x / 2; // fine 注释\nconst bad = '发';\n",
    ],
)
def test_i18n_finds_bare_chinese(tree: Tree, source: str) -> None:
    found = list(i18n.find(tree(_console({}, {}, source))))
    assert len(found) == 1
    assert "Chinese outside i18n" in found[0]


def test_i18n_lets_good_sources_through(tree: Tree) -> None:
    keys = {"save": "存", "closed_by.bot": "机器人", "errors.gone": "没了", "why.skill": "技能", "left": "{n} 条"}
    english = {
        "save": "Save",
        "closed_by.bot": "Bot",
        "errors.gone": "Gone",
        "why.skill": "Skill",
        "left": "{n} left",
        "left.one": "{n} left",
    }
    source = (
        "// 说明：注释里可以写中文\n/* 也可以 */\n"
        'const a = t(busy ? "save" : "left", { n: 1 });\n'
        'const b = find("errors." + code);\nconst c = t(`why.${code}` as Key);\nconst e = tCode("closed_by", who);\n'
        "const han = /[\\u4e00-\\u9fff\"']/;\nconst d = <Icon s={16} />;\n"
    )
    assert list(i18n.find(tree(_console(keys, english, source)))) == []


WALK_SOURCES = {
    "src/qingfeng/__init__.py": "",
    "src/qingfeng/flow/__init__.py": "",
    "src/qingfeng/kernel/uow.py": "class Tx:\n    def emit(self): ...\n",
    "src/qingfeng/flow/steps.py": "LIMIT = 3\n\nasync def receive(): ...\n\nclass Step:\n    def run(self): ...\n",
    "src/qingfeng/modules/__init__.py": "",
    "src/qingfeng/modules/routing/public.py": "from qingfeng.flow.steps import receive as decide\n",
    "src/qingfeng/migrations/0001_a.sql": "CREATE TABLE kernel.outbox (id int);\n",
}


def test_docs_names_finds_what_is_not_there(tree: Tree) -> None:
    walk = "`flow.steps.recieve()`\n`flow.table`\n`flow.steps.Step.stop`\n`flow/table.py`\n`tx.commit()`\n[a](steps.md) `kernel.inbox`\n"
    found = list(docs_names.find(tree({**WALK_SOURCES, "docs/life-of-a-message.md": walk})))
    assert [line.partition("no such ")[2] for line in found] == [
        "name: flow.steps.recieve",
        "name: flow.table",
        "name: flow.steps.Step.stop",
        "name: tx.commit",
        "name: kernel.inbox",
        "file: flow/table.py",
        "file: steps.md",
    ]


def test_docs_names_knows_what_is_there(tree: Tree) -> None:
    walk = (
        "`qingfeng.flow.steps.receive`, `flow.steps.receive(inbound)`, `flow.steps.Step.run`, `flow.steps.LIMIT`,\n"
        "`routing.public.decide`, `modules.routing`, `kernel.outbox`, `tx.emit(Event)`, `flow/steps.py`, [readme](../README.md#top),\n"
        "[elsewhere](https://example.com/x)\n"
    )
    files = {**WALK_SOURCES, "docs/life-of-a-message.md": walk, "README.md": "hello"}
    assert list(docs_names.find(tree(files))) == []
