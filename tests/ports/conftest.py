"""The exam's assertions explain themselves like those of tests."""

import pytest

pytest.register_assert_rewrite("qingfeng.ports.conformance.channel")
