"""`qingfeng twin`: tables for people, JSON for programs, and what is wrong said by field or line."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from qingfeng.app.cli import main
from qingfeng.twin.reading import world_of
from tests.twin.logs import written

WORLD = """
name: tea house
day_hours: 4
classes:
  - {code: green, zh: 绿茶, en: green tea, arrivals: {rate: 60}, patience: {mean: 60}, handling: {mean: 120}, resolution: 0.8}
groups:
  - {code: g, count: 3, cost: 40}
"""
FAMILY = """
name: small
zh: 小店
en: A small shop
source: none
theirs: nothing
ours: everything
loads: [0.8, 1.2]
world: {name: shop, day_hours: 2, classes: [{code: a, arrivals: {rate: 60}, patience: {mean: 60}, handling: {mean: 60}}], groups: [{code: g, count: 1}]}
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def world(tmp_path: Path) -> Path:
    file = tmp_path / "world.yaml"
    file.write_text(WORLD, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("log") / "log.csv"
    head, first, *rows = written(4).splitlines(keepends=True)
    file.write_text(
        "".join([head, first, "never,0,PS,0:00:00,0:00:00,0,AGENT,9:00:00,9:00:10,10,A1,\n", *rows]), encoding="utf-8"
    )
    return file


def test_run_prints_a_table_and_says_how_far_it_is(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "run", str(world), "--half", "0.05", "--most", "8", "--intervals"]) == 0
    out, err = capsys.readouterr()
    assert "tea house: production" in out
    assert "green tea" in out
    assert "±" in out
    assert "03:45" in out
    assert "service_level" in err


def test_run_speaks_chinese(world: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert main(["twin", "run", str(world), "--most", "2"]) == 0
    out = capsys.readouterr().out
    assert "服务水平" in out
    assert "绿茶" in out


def test_run_gives_figures_and_repeats(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for seed in ("1", "1", "2"):
        assert (
            main(["twin", "run", str(world), "--json", "--most", "3", "--seed", seed, "--policy", "longest_idle"]) == 0
        )
        told.append(json.loads(capsys.readouterr().out))
    assert told[0] == told[1] != told[2]
    figures = told[0]["summary"]["by_class"]["green"]
    assert 0 < figures["service_level"]["mean"] <= 1
    assert figures["queued"]["samples"] == 3


def test_a_scenario_on_top_is_felt(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    levels = []
    for more in ([], ["--scenario", "promotion", "--at", "1"]):
        assert main(["twin", "run", str(world), "--json", "--most", "4", *more]) == 0
        levels.append(json.loads(capsys.readouterr().out)["summary"]["by_class"]["all"]["service_level"]["mean"])
    assert levels[1] < levels[0] - 0.2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--policy", "magic"], "--policy magic: must be one of learned"),
        (["--figure", "joy"], "--figure joy"),
        (["--scenario", "ufo"], "--scenario ufo"),
        (["--scenario", "promotion", "--at", "9"], "--at 9 is outside the run"),
    ],
)
def test_wrong_options_are_told(
    world: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["twin", "run", str(world), *arguments]) == 1
    assert said in capsys.readouterr().err


def test_a_world_that_is_wrong_is_told_by_field(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    world.write_text(WORLD.replace("count: 3", "count: 0").replace("mean: 60", "mean: -1"), encoding="utf-8")
    assert main(["twin", "run", str(world)]) == 1
    err = capsys.readouterr().err
    assert "groups[0].count: 0 is less than 1" in err
    assert "classes[0].patience.mean" in err
    assert main(["twin", "run", str(world.parent / "nothing.yaml")]) == 1
    assert "There is no file" in capsys.readouterr().err


def test_compare_holds_policies_against_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "family.yaml"
    file.write_text(FAMILY, encoding="utf-8")
    assert main(["twin", "compare", "--family", str(file), "--replications", "3"]) == 0
    out = capsys.readouterr().out
    assert "A small shop × 0.8" in out
    assert "round_robin" in out
    assert main(["twin", "compare", "--family", str(file), "--replications", "3", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["load"] for one in told["families"]] == [0.8, 1.2]
    first = told["families"][0]["comparison"]
    assert first["differences"]["priority"]["by_class"]["a"]["queued"]["mean"] == 0


def test_compare_knows_shipped_families_and_tells_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "compare", "--family", "moon_base"]) == 1
    assert "three_types" in capsys.readouterr().err
    file = tmp_path / "family.yaml"
    file.write_text(FAMILY.replace("rate: 60", "rate: -60"), encoding="utf-8")
    assert main(["twin", "compare", "--family", str(file)]) == 1
    assert "world.classes[0].arrivals.rate" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["twin", "compare", "--replications", "0"])


def test_scenarios_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "scenarios"]) == 0
    assert "Courier strike" in capsys.readouterr().out
    assert main(["twin", "scenarios", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 20


def test_calibrate_fits_replays_and_writes_a_world(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "fitted.yaml"
    assert main(["twin", "calibrate", str(log), "--replications", "2", "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert "line 3: date is 'never'" in said.err
    assert "2 days replayed" in said.out
    assert "noise floor" in said.out
    assert {c.code for c in world_of(out.read_bytes()).classes} == {"PS", "NW"}
    assert main(["twin", "run", str(out), "--most", "2", "--json"]) == 0


def test_calibrate_against_another_log_as_json(log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.csv"
    other.write_text(written(2, seed=9), encoding="utf-8")
    assert main(["twin", "calibrate", str(log), "--test", str(other), "--replications", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bad_rows"] == 1
    assert len(told["replay"]["days"]) == 2
    assert told["replay"]["whole"]["apart"] < 0.2
    assert told["fit"]["days"] == {"full": 4}


def test_priorities_that_tell_nothing_are_warned_of(
    log: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = log.read_text(encoding="utf-8").splitlines(keepends=True)
    marked = tmp_path / "marked.csv"
    marked.write_text(
        "".join(row if ",0,AGENT," in row else row.replace(",0,PS,", ",2,PS,") for row in rows), encoding="utf-8"
    )
    assert main(["twin", "calibrate", str(marked), "--replications", "1", "--by-priority"]) == 0
    assert "better without --by-priority" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        ("date,type\n1,2\n", [], "lacks columns: "),
        (None, [], "There is no file"),
        (written(1), [], "at least two days"),
        (written(1).splitlines()[0] + "\n", [], "no row that can be used"),
        (written(1), ["--head-start", "2"], "must be PRIORITY=SECONDS"),
    ],
)
def test_what_cannot_be_calibrated(text: str | None, arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    file = tmp_path / "log.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert main(["twin", "calibrate", str(file), *arguments]) == 1
    assert said in capsys.readouterr().err


def test_figures_that_are_none_are_null(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.json"
    made = msgspec.structs.replace(world_of(WORLD), days=1)
    classes = [
        msgspec.structs.replace(made.classes[0], arrivals=msgspec.structs.replace(made.classes[0].arrivals, rate=0.0))
    ]
    empty.write_bytes(msgspec.json.encode(msgspec.structs.replace(made, classes=classes)))
    assert main(["twin", "run", str(empty), "--most", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["summary"]["by_class"]["green"]["service_level"]
    assert told["mean"] is None
    assert main(["twin", "run", str(empty), "--most", "2"]) == 0
    assert "–" in capsys.readouterr().out
