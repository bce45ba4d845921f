"""`qingfeng routing`: decisions in words, decided again out of a house and out of a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from qingfeng.app import decisions
from qingfeng.app.cli import main
from qingfeng.app.decision_words import explained
from qingfeng.app.decisions import Asked, Names
from qingfeng.app.embedded.problem import Problem
from qingfeng.app.settings import Settings
from qingfeng.contracts.routing import Why
from qingfeng.modules.routing.model import Alternative
from qingfeng.modules.routing.proof import KeptDecision, line_of
from qingfeng.modules.routing.public import Explained, Policy
from tests.modules.routing.conftest import house
from tests.modules.routing.house import House
from tests.modules.routing.make import contact
from tests.modules.routing.test_proof import a_moment, decided, with_other_agent

__all__ = ["house"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    environ = {
        "QF_DATA_DIR": str(tmp_path),
        "QF_DATABASE_URL": database_url,
        "QF_NATS_URL": "nats://127.0.0.1:4",
        "QF_SECRET_KEY": "k" * 40,
    }
    return Settings.from_env(environ)


@pytest.fixture
async def routed(house: House) -> tuple[House, UUID]:
    """A house in which one conversation was offered twice."""
    anna = await house.agent("安娜", {"refund": 4})
    await house.agent("白露", {"refund": 2})
    queue = await house.queue("main", Policy(skills={"refund": 1}))
    talk = await house.conversation(queue)
    house.later(12)
    await house.route()
    await house.decline(await house.offer(talk), anna)
    await house.route()
    return house, talk


def file_of(tmp_path: Path, *kept: KeptDecision) -> str:
    file = tmp_path / "decisions.jsonl"
    file.write_bytes(b"".join(line_of(one) for one in kept) + b"\n")
    return str(file)


async def test_a_house_explains_exports_and_replays(
    routed: tuple[House, UUID], settings: Settings, tmp_path: Path
) -> None:
    house, talk = routed
    async with house.db.reading(house.tenant) as conn:
        slug = await conn.fetchval("SELECT slug FROM access.tenants WHERE id = $1", house.tenant)
    found, names = await decisions.explained(settings, slug, talk)
    text = "\n".join(explained(found, names))
    assert [one.outcome for one in found] == ["declined", "open"]
    assert "offered to 安娜 out of main (fit 4.000): declined (busy)" in text
    assert "because this agent has refund at level 4" in text
    assert "rather than 白露 (fit 2.000" in text
    assert "rules: main 1; engine" in text
    tally = await decisions.replayed(settings, Asked(house=slug), this_engine=False)
    assert (tally.decisions, tally.same, tally.apart) == (2, 2, [])
    with (tmp_path / "out").open("wb") as out:
        assert await decisions.exported(settings, Asked(house=slug), out) == 2
    elsewhere = decisions.replayed_in(tmp_path / "out", Asked(), this_engine=False)
    assert (elsewhere.decisions, elsewhere.same) == (2, 2)
    late = Asked(house=slug, since=datetime(2026, 7, 2, tzinfo=UTC))
    assert (await decisions.replayed(settings, late, this_engine=False)).decisions == 0
    with pytest.raises(Problem, match="no such house"):
        await decisions.replayed(settings, Asked(house="nowhere"), this_engine=False)


async def test_all_pages_of_decisions_are_read_once(routed: tuple[House, UUID], settings: Settings) -> None:
    house, _ = routed
    async with house.db.reading(house.tenant) as conn:
        slug = await conn.fetchval("SELECT slug FROM access.tenants WHERE id = $1", house.tenant)
    assert (await decisions.replayed(settings, Asked(house=slug, page=1), this_engine=False)).decisions == 2


def test_an_outsider_replays_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "C")
    good = decided(a_moment())
    file = file_of(tmp_path, good)
    assert main(["routing", "replay", "--file", file]) == 0
    assert "1 decisions: 1 came out the same, 0 did not." in capsys.readouterr().out
    assert main(["routing", "explain", str(contact(1).id), "--file", file]) == 0
    assert "offered to 00000000-0000-0000-0000-000000001389 out of" in capsys.readouterr().out
    assert main(["routing", "explain", str(contact(1).id), "--file", file, "--json"]) == 0
    [told] = json.loads(capsys.readouterr().out)
    assert (told["what"], told["seed"], len(told["digest"])) == ("offer", 11, 64)
    assert main(["routing", "explain", str(uuid4()), "--file", file]) == 1
    assert "decided nothing" in capsys.readouterr().err
    assert main(["routing", "replay", "--file", file, "--until", "2026-07-01"]) == 0
    assert "0 decisions" in capsys.readouterr().out


def test_a_difference_is_told_and_is_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    good = decided(a_moment())
    bad = replace(good, recorded=with_other_agent(good.recorded))
    old = replace(bad, recorded=replace(bad.recorded, policy_version="engine 0; q1 1"))
    monkeypatch.setenv("LC_ALL", "C")
    assert main(["routing", "replay", "--file", file_of(tmp_path, good, bad, old)]) == 1
    told = capsys.readouterr().out
    assert "3 decisions: 1 came out the same, 2 did not." in told
    assert "this engine decides otherwise: offers" in told
    assert "another version of the engine: offers" in told
    assert main(["routing", "replay", "--file", file_of(tmp_path, good, old), "--this-engine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["left_out"] == 1
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["routing", "replay", "--file", file_of(tmp_path, good, old)]) == 1
    assert "共 2 个决定：1 个重放结果一致，1 个不一致。" in capsys.readouterr().out


def test_what_is_no_such_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("LC_ALL", "C")
    assert main(["routing", "replay", "--file", str(tmp_path / "none")]) == 1
    assert "There is no file" in capsys.readouterr().err
    other = tmp_path / "notes.txt"
    other.write_text("hello\n")
    assert main(["routing", "replay", "--file", str(other)]) == 1
    assert "Line 1 is no recorded decision" in capsys.readouterr().err


def test_a_decision_is_told_with_its_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    mei, bo, here, there = (UUID(int=n) for n in range(1, 5))
    offer = Explained(
        decision_id=UUID(int=9),
        at=datetime(2026, 7, 1, 2, 0, tzinfo=UTC),
        what="offer",
        why=[Why("skill_match", {"skill": "ac", "level": 4}), Why("of_tomorrow", {"odds": 3})],
        policy_version="engine 1; main 3",
        digest="abc",
        seed=7,
        queue_id=here,
        agent_id=mei,
        fit=4.0,
        alternatives=[Alternative(bo, 0.5, 12)],
        outcome="declined",
        outcome_reason="busy",
    )
    moved = replace(offer, what="overflow", why=[Why("waited", {"seconds": 60})], to_queue=there, alternatives=[])
    names = Names({mei: "梅"}, {here: ("主队列", "Main"), there: ("夜班", "Night")})
    monkeypatch.setenv("LC_ALL", "C")
    assert list(explained([offer, moved], names)) == [
        "2026-07-01T02:00:00.000+00:00  offered to 梅 out of Main (fit 4.000): declined (busy)",
        "    because this agent has ac at level 4",
        "    because of_tomorrow odds=3",
        f"    rather than {bo} (fit 0.500, idle 12 s)",
        "    rules: main 3; engine 1; seed 7; decision 00000000-0000-0000-0000-000000000009",
        "    snapshot abc",
        "2026-07-01T02:00:00.000+00:00  moved from Main to Night",
        "    because the customer had waited 60 s",
        "    rules: main 3; engine 1; seed 7; decision 00000000-0000-0000-0000-000000000009",
        "    snapshot abc",
    ]
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert list(explained([offer, moved], names))[:2] == [
        "2026-07-01T02:00:00.000+00:00  从「主队列」分配给 梅（契合度 4.000）：已拒绝（busy）",
        "    因为该坐席具备技能 ac（4 级）",
    ]
