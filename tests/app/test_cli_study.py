"""`qingfeng twin study`: a study out of its file, told as tables, JSON and pages; what is wrong said by field."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from qingfeng.app.cli import main
from tests.twin.test_study_file import small


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    given = small()
    given["parameters"]["talk"]["vary"] = [50.0]
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(given, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def test_pages_json_and_tables_say_the_same(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["twin", "study", str(file), "--most", "2", "--varied", "2"]
    assert main([*command, "--json", "--out", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    first = told["found"]["designs"]["ordinary"]["before"]["first_15"]
    assert (told["study"], told["found"]["replications"], first["samples"]) == ("small", 2, 2)
    share = f"{first['mean'] * 100:.1f} ±"
    for name, words in (("small.md", "What it says"), ("small.zh-CN.md", "结论")):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert words in text
        assert share in text
    assert main(command) == 0
    assert share in capsys.readouterr().out


def test_without_variations_none_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "study", str(file), "--most", "2", "--base-only", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"]["varied"] == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--most", "1"], "--most must be at least 2"),
        (["--varied", "1"], "--varied must be at least 2"),
        (["--half", "0"], "--half must be above 0"),
        (["--out", "/nowhere/at/all"], "There is no folder"),
    ],
)
def test_what_cannot_be_is_told(file: Path, more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "study", str(file), *more]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_wrong_or_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["twin", "study", "nothing"]) == 1
    assert "neither a file nor one of: redesign" in capsys.readouterr().err
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(yaml.safe_dump(small(contrast="nobody"), sort_keys=False), encoding="utf-8")
    assert main(["twin", "study", str(wrong)]) == 1
    assert "contrast: must be a design other than the first" in capsys.readouterr().err
