"""Schemathesis over the whole description of the API, as every role: the answer is one of ours and never 5xx.

With `--deep` it makes some fifty thousand calls; what is tried does not depend on chance, so that `--part 3/8` is always
the same third eighth of the operations.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.doors.conftest import People
from tests.support.depth import examples, part

pytestmark = [pytest.mark.slow, pytest.mark.timeout(3000)]
EXAMPLES = {
    "admin": (8, 300),
    "supervisor": (2, 60),
    "agent": (2, 60),
    "knowledge": (2, 30),
    "program": (1, 30),
    "nobody": (1, 20),
}
"""Every day, and deep. Who may do most is tried most: the others are refused at nearly every door."""


@pytest.fixture(scope="module")
def described(server: str) -> Any:
    return schemathesis.openapi.from_url(f"{server}/api/openapi.json").exclude(path_regex="^/api/v1/session$")


@pytest.mark.parametrize("role", EXAMPLES)
def test_never_a_server_error_and_always_our_words(described: Any, everybody: People, role: str) -> None:
    problems: list[str] = []
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) > 50
    for operation in part(operations):
        try:
            _probe(operation, everybody.headers.get(role, {}), examples(*EXAMPLES[role]))
        except AssertionError as error:
            problems.append(str(error))
    assert not problems, "\n".join(problems)


def _probe(operation: Any, headers: dict[str, str], times: int) -> None:
    @settings(
        max_examples=times, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(case=operation.as_strategy())
    def probe(case: Any) -> None:
        given_headers = {k: v for k, v in (case.headers or {}).items() if k.lower() != "cookie"}
        answer = case.call(headers={**given_headers, **headers})
        where = f"{operation.method} {operation.path}: {answer.status_code} {answer.content[:300]!r}"
        assert answer.status_code < 500, where
        if answer.status_code >= 400:
            body = answer.json()
            assert body["error"]["code"], where
            assert body["error"]["message"], where

    probe()
