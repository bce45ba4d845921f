"""What a person sees while things start."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest

from qingfeng.app.embedded.screen import Screen
from qingfeng.kernel.clock import ManualClock


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")


def test_a_step_tells_its_time_on_its_own_line() -> None:
    clock, out = ManualClock(), io.StringIO()
    with Screen(clock, out).step("Database", "数据库"):
        clock.advance(1.26)
    assert out.getvalue() == "  Database ... 1.3 s\n"


def test_news_in_the_middle_of_a_step_do_not_garble_it() -> None:
    clock, out = ManualClock(), io.StringIO()
    screen = Screen(clock, out)
    with suppress(KeyError), screen.step("Web server", "网页服务"):
        screen.line("worker has ended", "worker 已退出")
        raise KeyError
    assert out.getvalue() == "  Web server ... \n  worker has ended\n  Web server ... failed\n"


def test_speaks_the_language_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    out = io.StringIO()
    Screen(ManualClock(), out).line("Stopping", "正在停止")
    assert out.getvalue() == "  正在停止\n"
