"""A test in a real browser gets a second try, and that it needed one is told in the last lines of the run.

A picture that decodes half a second late on a busy machine is no fault of the product; one that never comes fails
twice. Everything else gets one try: where a message was lost, trying again would only hide it.
"""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
