"""A house's own file of dialogues is read, or refused with the place and the reason."""

from __future__ import annotations

import pytest

from qingfeng.kernel.errors import Invalid
from qingfeng.modules.rehearsal.written import read, together, write

ONE = """
people:
  wen: {name: 张文静, order: ZX2623123190, tail: "0512"}
dialogues:
- {id: parcel-1, topic: parcel, mood: hurried, who: wen, say: [["在吗", "快递到哪了"]], answers: {order: ["{order}"]}, goal: {told: ["{date+2}"], never: ["丢了"]}}
- {id: return-1, topic: return, who: wen, say: [我要退货], goal: {act: make_return, with: {number: ZX2623123190}}}
"""


def test_what_is_written_is_read_the_same_again() -> None:
    script = read(ONE)
    assert [one.id for one in script.dialogues] == ["parcel-1", "return-1"]
    assert script.dialogues[1].goal.given == {"number": "ZX2623123190"}
    assert read(write(script)) == script


@pytest.mark.parametrize(
    ("old", "new", "code", "why"),
    [
        ("id: return-1", "id: parcel-1", "bad_dialogue", "two dialogues"),
        ("who: wen, say: [我要退货]", "who: li, say: [我要退货]", "bad_dialogue", "nobody is called li"),
        ('never: ["丢了"]', 'never: ["(丢了"]', "bad_dialogue", "no pattern"),
        (
            "goal: {act: make_return, with: {number: ZX2623123190}}",
            "goal: {never: [x]}",
            "bad_dialogue",
            "says nothing",
        ),
        (
            "goal: {act: make_return, with: {number: ZX2623123190}}",
            "goal: {told_or_hand: [x]}",
            "bad_dialogue",
            "needs hand",
        ),
        ("mood: hurried", "mood: furious", "bad_dialogues", "mood"),
        ("say: [我要退货]", "say: []", "bad_dialogues", "say"),
        ("say: [我要退货]", "shout: [我要退货]", "bad_dialogues", "shout"),
        ("people:", "people: [", "bad_yaml", ""),
        ("dialogues:", "dialogues: &a\nmore: *a", "yaml_alias", ""),
    ],
)
def test_what_is_wrong_is_refused_with_its_reason(old: str, new: str, code: str, why: str) -> None:
    assert old in ONE
    with pytest.raises(Invalid) as told:
        read(ONE.replace(old, new, 1))
    assert told.value.code == code
    assert why in str(told.value)


def test_files_go_together_unless_they_say_the_same_twice() -> None:
    script = read(ONE)
    with pytest.raises(Invalid):
        together([script, script])
    assert len(together([script]).dialogues) == 2
