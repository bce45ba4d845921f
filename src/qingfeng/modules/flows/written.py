"""Flows as people write them: YAML (its modern core, so that `no:` is a key and not a falsehood) or JSON, and back. Pure."""

from __future__ import annotations

import msgspec

from qingfeng.contracts.flows import Flow
from qingfeng.kernel import yaml_text
from qingfeng.kernel.errors import Invalid

LONGEST = 200_000


def read(written: str) -> Flow:
    """The flow in a text. Raises Invalid with field `yaml`: too_long, bad_yaml (with line and column), bad_flow (with the
    path of what does not fit)."""
    found = yaml_text.parse(written, LONGEST)
    try:
        return msgspec.convert(found, Flow)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Invalid("bad_flow", str(error)[:300], field="yaml", why=str(error)[:300]) from None


def write(flow: Flow) -> str:
    """The flow as YAML, without what goes without saying; read again it is the same."""
    return yaml_text.dump(flow)
