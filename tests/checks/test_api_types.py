"""The generated API types say what the description says, and are noticed when they no longer do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from checks.api_types import TARGET, find, typescript

SCHEMAS: dict[str, Any] = {
    "Row": {
        "type": "object",
        "description": "One line\n  of a list.",
        "required": ["id", "agent", "tags", "phase", "params", "place"],
        "properties": {
            "id": {"type": "string", "format": "uuid"},
            "agent": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Agent"}]},
            "either": {"anyOf": [{"type": "string"}, {"type": "null"}, {"type": "integer"}, {"$ref": "#/x/Agent"}]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "numbers": {"type": "array", "items": {"type": ["integer", "null"]}},
            "phase": {"type": "string", "enum": ["bot", "queued"]},
            "params": {"type": "object", "additionalProperties": {"type": "number"}},
            "place": {"type": "object", "required": ["x"], "properties": {"x": {"type": "boolean"}}},
        },
    },
    "Anything": {"type": "object"},
    "One": {"const": 1},
}

EXPECTED = """export type Anything = Record<string, unknown>;

export type One = 1;

/** One line of a list. */
export interface Row {
  id: string;
  agent: Agent | null;
  either?: string | number | Agent | null;
  tags: string[];
  numbers?: (number | null)[];
  phase: "bot" | "queued";
  params: Record<string, number>;
  place: {
    x: boolean;
  };
}
"""


def test_types_say_what_the_description_says() -> None:
    assert typescript(SCHEMAS).endswith(EXPECTED)


def test_a_missing_or_old_file_is_found(tmp_path: Path) -> None:
    assert ["missing" in line for line in find(tmp_path, SCHEMAS)] == [True]
    target = tmp_path / TARGET
    target.parent.mkdir(parents=True)
    target.write_text(typescript(SCHEMAS), encoding="utf-8")
    assert list(find(tmp_path, SCHEMAS)) == []
    changed = {**SCHEMAS, "Row": {**SCHEMAS["Row"], "required": ["id"]}}
    assert ["not what the server says" in line for line in find(tmp_path, changed)] == [True]
