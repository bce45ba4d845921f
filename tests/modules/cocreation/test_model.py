"""A room's limits, and when all sides have said yes."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.cocreation.model import Yes, approved, checked_part, checked_sides, missing

SIDES = ["产品", "技术"]


def yes(side: str, draft: int) -> Yes:
    return Yes(side=side, draft_version=draft, by_id=uuid4(), by_name="何静", at=datetime(2026, 7, 1, tzinfo=UTC))


def test_a_yes_counts_for_the_draft_it_was_said_to() -> None:
    said = [yes("产品", 3), yes("技术", 2), yes("法务", 3)]
    assert missing(SIDES, 3, said) == ["技术"]
    assert missing(SIDES, 4, said) == SIDES
    assert not approved(SIDES, 3, said)
    assert approved(SIDES, 3, [*said, yes("技术", 3)])


def test_sides_are_the_houses_own_words() -> None:
    assert checked_sides([" 产品 ", "产品", "法 务"]) == ["产品", "法 务"]
    for wrong, code in (([], "required"), (["产品", " "], "required"), ([str(n) for n in range(7)], "too_many"), (["长" * 21], "too_long")):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            checked_sides(wrong)
        assert refused.value.code == code


def test_a_part_is_kept_without_what_nobody_sees() -> None:
    assert (
        checked_part("questions", " 固件更新失败怎么办 \n\n升级卡在99%\n固件更新失败怎么办")
        == "固件更新失败怎么办\n升级卡在99%"
    )
    assert checked_part("title", "固件\n更新\u200b失败") == "固件 更新失败"
    assert checked_part("body", "\0 \n") == ""
    for part, text, code in (
        ("title", "长" * 121, "too_long"),
        ("questions", "长" * 201, "too_long"),
        ("questions", "\n".join(map(str, range(31))), "too_many"),
        ("body", "长" * 20_001, "too_long"),
    ):
        with pytest.raises(Invalid) as refused:
            checked_part(part, text)  # type: ignore[arg-type]
        assert (refused.value.code, refused.value.field) == (code, part)
