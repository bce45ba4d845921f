"""`qingfeng eval emotion | sentiment`: a table for people, JSON for programs; labels that are not known told by line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qingfeng.app.cli import main


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def _written(file: Path, rows: list[tuple[str, str]]) -> str:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return str(file)


REVIEWS = [
    ("review", "label"),
    ("送得快，菜也好吃，下次还点", "1"),
    ("太难吃了，还送错", "0"),
    ("质量很好，非常满意", "好评"),
    ("垃圾，骗人的", "Negative"),
]
POSTS = [
    ("text", "label"),
    ("气死我了，这帮骗子", "愤怒"),
    ("好害怕，后面有人跟着我", "fear"),
    ("外公走了，我好想他", "悲伤"),
    ("哈哈哈哈太开心了", "happy"),
    ("天哪，居然是他？！", "惊奇"),
    ("会议改到三点", "neutral"),
]


def test_sentiment_of_two_as_json_and_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path / "a.csv", REVIEWS)
    assert main(["eval", "sentiment", "--test", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["two"], found["judged"]["n"], found["judged"]["accuracy"]) == (True, 4, 1.0)
    assert found["confusion"] == {"positive": {"positive": 2}, "negative": {"negative": 2}}
    assert found["encoder"].startswith("use-multilingual-3/")
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert found["words"]["n"] == 4
    assert main(["eval", "sentiment", "--test", file, "--plain"]) == 0
    said = capsys.readouterr().out
    for part in ("without the sentence encoder", "accuracy", "word list", "is / told"):
        assert part in said


def test_three_sentiments_where_the_file_has_three(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path / "a.csv", [*REVIEWS, ("请问几点发货", "中性")])
    assert main(["eval", "sentiment", "--test", file, "--plain", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["two"]
    assert found["confusion"]["neutral"] == {"neutral": 1}


def test_six_emotions_by_their_english_and_chinese_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _written(tmp_path / "a.csv", POSTS)
    assert main(["eval", "emotion", "--test", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["confusion"]) == {"angry", "anxious", "sad", "happy", "surprised", "neutral"}
    assert found["judged"]["accuracy"] >= 5 / 6
    assert main(["eval", "emotion", "--test", file]) == 0
    assert "surprised" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["emotion", "sentiment"])
def test_labels_that_are_not_known_are_told_by_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    rows = [("text", "label"), ("好", "neutral"), ("行", "7"), *[("嗯", "fine")] * 12]
    assert main(["eval", what, "--test", _written(tmp_path / "a.csv", rows)]) == 1
    said = capsys.readouterr().err
    assert "line 3, label: '7'" in said
    assert "line 12, label: 'fine'" in said
    assert "… and 3 more" in said
