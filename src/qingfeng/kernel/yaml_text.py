"""YAML as people write it: its modern core (`no` is a word, `2026-07-01` as well), without aliases, and JSON; and back."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import yaml

from qingfeng.kernel.errors import Invalid

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_LOADER):  # type: ignore[misc]
    """Without what YAML 1.1 makes of yes, no, on, off and dates."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def _modern(there: Any) -> None:
    there.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":timestamp", ":merge"))]
        for first, found in there.yaml_implicit_resolvers.items()
    }
    there.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false|True|False)$"), list("tfTF"))


_modern(_Loader)
_modern(_Dumper)


def parse(written: str, longest: int) -> Any:
    """What a text holds. Raises Invalid with field `yaml`: too_long, yaml_alias, bad_yaml (with line and column)."""
    if len(written) > longest:
        raise Invalid("too_long", f"At most {longest} characters.", field="yaml", max=longest)
    try:
        for event in yaml.parse(written, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                raise Invalid("yaml_alias", "Aliases (*name) are not accepted; write it out.", field="yaml")
        return yaml.load(written, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        why = str(getattr(error, "problem", None) or "It cannot be read.")
        raise Invalid(
            "bad_yaml", f"Line {line}, column {column}: {why}", field="yaml", line=line, column=column, why=why
        ) from None
    except (ValueError, RecursionError):
        raise Invalid("bad_yaml", "It cannot be read.", field="yaml", line=0, column=0, why="") from None


def dump(value: Any) -> str:
    """A struct (or plain data) as YAML, without what goes without saying; read again it is the same."""
    return yaml.dump(_said(value), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


def _said(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_said(one) for one in value]
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items()}
    if not isinstance(value, msgspec.Struct):
        return value
    tag = value.__struct_config__.tag
    plain: dict[str, Any] = {} if tag is None else {"id": value.id, "do": tag}  # type: ignore[attr-defined]
    for field in msgspec.structs.fields(value):
        one = getattr(value, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if one != default:
            plain[field.encode_name] = _said(one)
    return plain
