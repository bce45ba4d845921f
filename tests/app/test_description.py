"""What the API says of itself: every operation in words, with its refusals; keys where something is made."""

from __future__ import annotations

from typing import Any

import pytest

from checks.api_types import description_of_the_server


@pytest.fixture(scope="module")
def operations() -> dict[tuple[str, str], dict[str, Any]]:
    paths = description_of_the_server()["paths"]
    return {(method.upper(), path): told for path, verbs in paths.items() for method, told in verbs.items()}


def test_every_operation_has_words_a_place_and_refusals(operations: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert len(operations) > 150
    for name, told in operations.items():
        assert told["tags"], name
        assert 3 < len(told["summary"]) <= 140, (name, told["summary"])
        assert told["description"].startswith(told["summary"].split("\n")[0][:20]), name
        refusals = {status: answer for status, answer in told["responses"].items() if status >= "400"}
        assert {"400", "404", "429"} <= set(refusals), name
        for answer in refusals.values():
            assert answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_keys_are_offered_wherever_somebody_signed_in_posts(operations: dict[tuple[str, str], dict[str, Any]]) -> None:
    with_key = {
        name
        for name, told in operations.items()
        if any(p["name"] == "Idempotency-Key" for p in told.get("parameters", []))
    }
    posts = {name for name in operations if name[0] == "POST" and name[1].startswith("/api/v1/")}
    # At the door nobody is known yet who could have keys of their own.
    door = {("POST", f"/api/v1/session{rest}") for rest in ("", "/link", "/link/password")}
    door |= {("POST", f"/api/v1/setup{rest}") for rest in ("", "/link")}
    assert with_key == posts - door
