"""A failure is told when it happens, so that a log that was cut says what failed; `make check` tells it once more.

The last line counts, in the words that every reader of test runs knows.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

LINES = 8
"""How many lines of a failure are told again."""


class Teller:
    """Tells failures in the process that reports them."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._note(report.nodeid, report.when or "call", report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._note(report.nodeid, "collect", report)

    def pytest_unconfigure(self) -> None:
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None and not self._config.option.collectonly:
            n = {kind: len(terminal.stats.get(kind, ())) for kind in ("passed", "failed", "error", "skipped")}
            told = f"{n['passed']} passed, {n['failed'] + n['error']} failed, {n['skipped']} skipped"
            for again in terminal.stats.get("rerun", ()):
                terminal.write(f"\nA second try was needed: {again.nodeid}\n    {' | '.join(first_lines(again))}")
            terminal.write(f"\n{told}\n")

    def _note(self, name: str, when: str, report: pytest.TestReport | pytest.CollectReport) -> None:
        head = f"FAILED {name}" + ("" if when == "call" else f" ({when})")
        why = first_lines(report)
        terminal = self._config.pluginmanager.get_plugin("terminalreporter")
        if terminal is not None:
            said = f"{head}: {why[0] if why else ''}"[:300]
            terminal.write(f"\n{said}\n")
        kept = os.environ.get("QINGFENG_FAILED")
        if kept:
            with Path(kept).open("a", encoding="utf-8") as file:
                file.write("\n".join((head, *(f"    {line}" for line in why), "")))


def first_lines(report: pytest.TestReport | pytest.CollectReport) -> list[str]:
    """What a failure says first: its message where it has one, else the end of the traceback."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        return [*str(crash.message).splitlines()[:LINES], f"at {crash.path}:{crash.lineno}"]
    return [line for line in report.longreprtext.splitlines() if line.strip()][-LINES:]


def pytest_configure(config: pytest.Config) -> None:
    """Only the process that reports tells: those of the tests report to it."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Teller(config), "qingfeng-teller")
