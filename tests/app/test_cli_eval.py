"""`qingfeng eval intent | retrieval | topics | pii | sensitive`: a table for people, JSON for programs; files that cannot be used told by line and column."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from qingfeng.app.cli import main
from tests.modules.understanding.examples import ask, learn, others


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def written(file: Path, rows: list[tuple[str, ...]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    return file


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("eval")
    return {
        "train": written(folder / "a.csv", [("text", "intent"), *((one.text, one.intent) for one in learn())]),
        "test": written(folder / "b.csv", [("category", "text"), *((one.intent, one.text) for one in ask())]),
        "oos": written(folder / "c.csv", [("text",), *((text,) for text in others())]),
    }


def _arguments(files: dict[str, Path], *more: str) -> list[str]:
    return ["eval", "intent", "--train", str(files["train"]), "--test", str(files["test"]), *more]


def test_figures_as_json_and_as_a_table(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_arguments(files, "--oos", str(files["oos"]), "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["examples"], found["intents"], found["judged"]["n"], found["scope"]["outside"]) == (96, 8, 17, 6)
    assert found["judged"]["accuracy"] >= 0.9
    assert found["encoder"].startswith("use-multilingual-3/")
    assert 0 < found["p50_ms"] <= found["p95_ms"]
    assert main(_arguments(files, "--plain", "--shots", "5")) == 0
    said = capsys.readouterr()
    assert "40 examples of 8 intents" in said.out
    assert "without the sentence encoder" in said.out
    assert "false alarms" in said.out
    assert "Learning" in said.err


def test_the_same_seed_gives_the_same_figures(files: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for _ in range(2):
        main(_arguments(files, "--plain", "--shots", "4", "--seed", "7", "--json"))
        told.append(json.loads(capsys.readouterr().out)["judged"])
    assert told[0] == told[1]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"", "line 1: there is no column text"),
        (b"text,intent\n", "has a head and no rows"),
        (b"text,meaning\nx,y\n", "there is no column intent; its head is: text, meaning"),
        (b"text,intent\nx,a\n,b\n", "line 3, text: empty"),
        (b"text,intent\nx,a\ny,\n", "line 3, intent: empty"),
        (b"text,intent\nhello, world,a\n", "line 2: more or fewer cells"),
        (b"text,intent\n" + b"x" * 20_001 + b",a\n", "line 2: longer than"),
        (b'text,intent\n"' + b"x" * 140_000 + b",a\n", "is a quote not closed?"),
        ("文本,意图\n".encode("gbk"), "is not UTF-8 (byte 1)"),
        (b"text,intent\nx,a\nz,a\ny,b\n", "Intent b needs 2 examples"),
        (b"text,intent\nx,a\ny,a\n", "two intents"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, wanted: str
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(data)
    assert main(_arguments({**files, "train": bad}, "--plain")) == 1
    assert wanted in capsys.readouterr().err


def test_no_file_and_the_same_text_twice_are_told(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(_arguments({**files, "train": tmp_path / "none.csv"})) == 1
    assert "There is no file" in capsys.readouterr().err
    rows = [("text", "intent"), *((one.text, one.intent) for one in learn()), ("转人工", "coupon")]
    assert main(_arguments({**files, "train": written(tmp_path / "two.csv", rows)}, "--plain")) == 0
    assert "the same text is an example of human and of coupon" in capsys.readouterr().err


ENTRIES = [
    ("id", "text"),
    ("invoice", "怎么开发票"),
    ("invoice", "报销要的票据在哪"),
    ("refund", "退款多久到账"),
    ("parcel", "快递到哪了"),
    ("lost", "快递到哪了"),
]


def _retrieval(folder: Path, entries: list[tuple[str, ...]], queries: list[tuple[str, ...]]) -> list[str]:
    a, b = written(folder / "e.csv", entries), written(folder / "q.csv", queries)
    return ["eval", "retrieval", "--entries", str(a), "--queries", str(b)]


def test_questions_to_their_entries_as_json_and_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        ("text", "id"),
        ("退款啥时候到", "refund"),
        ("我要报销", "invoice"),
        ("快递在哪", "lost"),
        ("嗯", "parcel"),
    ]
    given = _retrieval(tmp_path, ENTRIES, asked)
    assert main([*given, "--plain", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert "the same text is a phrasing of parcel and of lost: 快递到哪了" in said.err
    assert (found["entries"], found["phrasings"], found["queries"], found["encoder"]) == (4, 5, 4, None)
    ours = found["fused"]
    # lost shares its phrasing with parcel, which was given first; 嗯 finds nothing
    assert (ours["r1"], ours["r3"], ours["mrr"]) == (0.5, 0.75, (1 + 1 + 0.5 + 0) / 4)
    assert 0 < ours["p50_ms"] <= ours["p95_ms"]
    assert found["missed"][1] == {"text": "嗯", "wanted": "parcel", "told": "", "phrasing": ""}
    assert main([*given, "--plain"]) == 0
    out = capsys.readouterr().out
    assert "4 questions to 4 entries in 5 phrasings" in out
    assert "BM25 over words" in out
    assert "without the sentence encoder" in out


def test_questions_of_no_entry_are_told_by_their_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(_retrieval(tmp_path, ENTRIES, [("text", "id"), ("开票", "invoice"), ("退货", "return")])) == 1
    assert "line 3, id: no entry 'return'" in capsys.readouterr().err


def test_personal_data_by_kind_and_false_alarms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        ("text", "label", "value"),
        ("电话13800138000", "手机号", "13800138000"),
        ("身份证11010519491231002X，车牌京A12345", "id_card|plate", ""),
        ("订单6228480402564890018", "order", ""),
        ("退到4111111111111112", "bank_card", "4111111111111112"),
        ("打13900139000", "none", ""),
    ]
    file = written(tmp_path / "p.csv", rows)
    assert main(["eval", "pii", "--test", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {part["label"]: part["found"] / part["n"] for part in found["parts"]} == {
        "bank_card": 0,
        "id_card": 1,
        "phone": 1,
        "plate": 1,
    }
    assert (found["clean"], found["alarms"], found["alarmed"]) == (2, 1, ["打13900139000"])
    assert main(["eval", "pii", "--test", str(file)]) == 0
    assert "false alarms: 1 of 2 clean texts (50.00%)" in capsys.readouterr().out
    assert (
        main(["eval", "pii", "--test", str(written(tmp_path / "q.csv", [("text", "label"), ("x", "passport")]))]) == 1
    )
    assert "line 2, label: 'passport' is none of id_card" in capsys.readouterr().err


def test_sensitive_words_by_a_list_and_by_the_shipped_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms = written(
        tmp_path / "t.csv", [("text", "severity", "variants"), ("微信", "warn", "1"), ("赌博", "block", "")]
    )
    test = written(
        tmp_path / "s.csv", [("text", "label"), ("加微*信", "微信"), ("赌博", "赌博"), ("退货", ""), ("赌-博", "赌博")]
    )
    assert main(["eval", "sensitive", "--test", str(test), "--terms", str(terms), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {part["label"]: (part["found"], part["n"]) for part in found["parts"]} == {"微信": (1, 1), "赌博": (1, 2)}
    assert (found["clean"], found["alarms"]) == (1, 0)
    assert main(["eval", "sensitive", "--test", str(written(tmp_path / "u.csv", [("text",), ("我要打12315",)]))]) == 0
    assert "false alarms: 1 of 1" in capsys.readouterr().out
    for row, wanted in ((("x", "grave", "1"), "line 2, severity"), (("x", "warn", "yes"), "'yes' must be 1 or 0"), (("\u200b", "warn", "1"), "terms[0].text")):  # fmt: skip
        bad = written(tmp_path / "bad.csv", [("text", "severity", "variants"), row])
        assert main(["eval", "sensitive", "--test", str(test), "--terms", str(bad)]) == 1
        assert wanted in capsys.readouterr().err


def test_topics_as_json_and_as_a_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(one.text, f"2026-11-{1 + at % 28:02}T08:00:00", one.intent) for at, one in enumerate(learn())]
    file = written(tmp_path / "m.csv", [("text", "at", "label"), *rows])
    assert main(["eval", "topics", "--messages", str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["messages"], found["agreement"]["labels"]) == (96, 8)
    assert 0.5 < found["agreement"]["purity"] <= 1
    assert sum(one["size"] for one in found["topics"]) == round(found["covered"] * 96)
    assert all(one["trend"] > 0 for one in found["topics"])
    assert main(["eval", "topics", "--messages", str(file)]) == 0
    assert "beside 8 labels: purity" in capsys.readouterr().out
    bad = written(tmp_path / "n.csv", [("text", "at"), ("在吗", "昨天")])
    assert main(["eval", "topics", "--messages", str(bad)]) == 1
    assert "line 2, at: '昨天' is no time" in capsys.readouterr().err
