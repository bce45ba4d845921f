"""Every field that an audit line may carry has a word in both languages: what people read is no field of the API."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from qingfeng.flow.retention import Retention
from qingfeng.modules.access.identity import ProviderDraft
from qingfeng.modules.channels.schemas import OpenChannelChange
from qingfeng.modules.people.schemas import SeatBody

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "qingfeng"
WORDS = ROOT / "console" / "src" / "i18n"
OF = {"plan.counts()": {"new", "changed", "same", "wrong"}, "_told(draft)": {"name", "permissions"}, "_told(held)": {"name", "permissions"}}  # fmt: skip
"""What is spread from a call."""
SPREAD = {
    "flow/api_templates.py": {"new", "changed", "same"},
    "flow/bundle/carry.py": {"house"},  # and the kinds of an archive, which have words of their own
    "flow/chosen.py": {"added", "changed", "removed"},
    "flow/customer_files.py": {"new", "changed", "same", "wrong"},
    "flow/privacy.py": {"conversations", "messages", "files", "copies", "events"},
    "flow/retention.py": {"conversations", "files", "audit"},
    "modules/channels/admin.py": set(OpenChannelChange.__struct_fields__),
    "modules/channels/webchats.py": {"name", "enabled"},
    "modules/knowledge/documents.py": {"make", "change", "same"},
    "modules/knowledge/imports.py": {"make", "change", "same"},
    "modules/people/temporary.py": {"state", "reason", "skills"},
}
"""What is spread from a name that is made up of more than one literal, by file."""
WITHIN = {field for kind in (Retention, ProviderDraft, SeatBody) for field in kind.__struct_fields__}
"""Fields of what stands within a field."""


def _literals(tree: ast.Module, name: str) -> set[str]:
    """The keys of every dictionary that is written out under this name."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Dict):
            continue
        if any(isinstance(target, ast.Name) and target.id == name for target in node.targets):
            found |= {str(key.value) for key in node.value.keys if isinstance(key, ast.Constant)}
    return found


def _fields() -> Iterator[tuple[str, str]]:
    """A field, and where it is told. Raises AssertionError for what cannot be read off."""
    for path in sorted(SOURCES.rglob("*.py")):
        place, tree = path.relative_to(SOURCES).as_posix(), ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for given in node.keywords if called == "audit" else ():
                if given.arg is not None:
                    yield given.arg, f"{place}:{node.lineno}"
                    continue
                text = ast.unparse(given.value)
                known = OF.get(text) or _literals(tree, text) | SPREAD.get(place, set())
                assert known, f"{place}:{node.lineno}: what **{text} tells cannot be read off; name its fields above"
                for field in known:
                    yield field, f"{place}:{node.lineno}"


def test_every_field_of_the_audit_trail_has_a_word_in_both_languages() -> None:
    told = dict(_fields()) | dict.fromkeys(WITHIN, "within")
    assert len(told) > 60
    for language in ("zh-CN", "en"):
        words = json.loads((WORDS / f"{language}.json").read_text("utf-8"))
        missing = {field: place for field, place in told.items() if f"field.{field}" not in words}
        assert not missing, f"{language}: {missing}"
