"""Every sentence of the console and the widget in both languages, every key real, every key used.

Words are in `<front end>/src/i18n/zh-CN.json` and `en.json`, flat. A key counts as used where a source holds it as
a literal, imports it by name, or holds what it begins with: `"errors." + code`, `tCode("errors", code)`. A language may add `key.one`
or `key_one` beside `key` for the singular.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from checks.report import ROOT, line_of, run

FRONT_ENDS = ("console", "widget")
NOT_WORDS = {"console/src/features/templates/pinyin.ts"}
"""Sources whose Chinese literals are data that nobody reads: the first character of each letter in pinyin order."""
LANGUAGES = ("zh-CN", "en")
SINGULAR = (".one", "_one")
PARAMETER = re.compile(r"\{(\w+)")
STRING = re.compile(r"""//[^\n]*|/\*.*?\*/|"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`""", re.S)
CALL = re.compile(r"""(?<![\w$])t\(\s*(["'])([^"'\n]+)\1\s*[,)]""")
IMPORT = re.compile(r"""import\s*\{([^}]*)\}\s*from\s*["'][^"']*/i18n/[\w-]+\.json["']""")
GROUP = re.compile(r"""\btCode\(\s*(["'])([^"'\n]+)\1""")
CHINESE = re.compile("[\u3400-\u9fff]+")
REGULAR_EXPRESSION = re.compile(r"(?<=[=(,:\[!&|?{])(\s*)/(?![/*>])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")


def find(root: Path) -> Iterator[str]:
    """All faults of all front ends that have words."""
    for name in FRONT_ENDS:
        words = root / name / "src" / "i18n"
        if words.is_dir():
            yield from _front_end(root, root / name / "src", words)


def _front_end(root: Path, sources: Path, words: Path) -> Iterator[str]:
    tables: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        path = words / f"{language}.json"
        if not path.exists():
            yield f"{path.relative_to(root)}: missing"
            return
        tables[language] = json.loads(path.read_text(encoding="utf-8"))
    where = words.relative_to(root)
    yield from _tables(where, tables)
    known = set(tables[LANGUAGES[0]]) | set(tables[LANGUAGES[1]])
    literals: set[str] = set()
    for path in sorted([*sources.rglob("*.ts"), *sources.rglob("*.tsx")]):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(root)
        for found in CALL.finditer(text):
            if found[2] not in known:
                yield f"{name}:{line_of(text, found.start())}: the key {found[2]!r} is in no table"
        literals.update(f"{found[2]}." for found in GROUP.finditer(text))
        literals.update(key.split()[0] for found in IMPORT.finditer(text) for key in found[1].split(",") if key.strip())
        for position, literal in _literals(text):
            literals.update(_pieces(literal))
            if str(name) not in NOT_WORDS and CHINESE.search(literal):
                yield f"{name}:{line_of(text, position)}: Chinese outside i18n: {CHINESE.findall(literal)[0]!r}"
        yield from _bare(name, text)
    for key in sorted(known):
        if not _used(key, literals):
            yield f"{where}: the key {key!r} is used nowhere"


def _tables(where: Path, tables: dict[str, dict[str, str]]) -> Iterator[str]:
    """Both tables hold the same keys, nothing empty, the same parameters."""
    chinese, english = (tables[language] for language in LANGUAGES)
    for key in sorted({*chinese, *english}):
        for language in LANGUAGES:
            singular = key.endswith(SINGULAR) and _plain(key) in tables[language]
            if key not in tables[language] and not singular:
                yield f"{where}/{language}.json: {key!r} is missing"
    for language in LANGUAGES:
        for key, text in tables[language].items():
            if not str(text).strip():
                yield f"{where}/{language}.json: {key!r} is empty"
    for key in sorted(set(chinese) & set(english)):
        left, right = (set(PARAMETER.findall(str(table[key]))) for table in (chinese, english))
        if left != right:
            yield f"{where}: {key!r} has other parameters in Chinese ({left or '{}'}) than in English ({right or '{}'})"


def _literals(text: str) -> Iterator[tuple[int, str]]:
    """Positions and contents of string literals; comments are passed over."""
    for found in STRING.finditer(_without_expressions(text)):
        literal = next((group for group in found.groups() if group is not None), None)
        if literal is not None:
            yield found.start(), literal


def _without_expressions(text: str) -> str:
    """Regular expressions blanked out: their quotes would open strings, their characters say nothing to people."""
    return REGULAR_EXPRESSION.sub(lambda found: found[1] + " " * (len(found[0]) - len(found[1])), text)


def _bare(name: Path, text: str) -> Iterator[str]:
    """Chinese that stands in the markup itself, outside strings and comments."""
    rest = STRING.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), _without_expressions(text))
    for found in CHINESE.finditer(rest):
        yield f"{name}:{line_of(rest, found.start())}: Chinese outside i18n: {found[0]!r}"


def _pieces(literal: str) -> Iterator[str]:
    """The literal, and the constant parts of a template before its `${`."""
    yield literal
    for part in literal.split("${")[:-1]:
        yield part.rpartition("}")[2]


def _plain(key: str) -> str:
    """The key without its mark for the singular."""
    return next((key.removesuffix(mark) for mark in SINGULAR if key.endswith(mark)), key)


def _used(key: str, literals: set[str]) -> bool:
    plain = _plain(key)
    if plain in literals or key in literals:
        return True
    parts = plain.split(".")
    return any(".".join(parts[:count]) + "." in literals for count in range(1, len(parts)))


if __name__ == "__main__":
    run("i18n", find(ROOT))
