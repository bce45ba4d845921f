"""The house's texts: what may be chosen, refused by field; what is in force where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qingfeng.flow.texts import SLOTS
from qingfeng.kernel.errors import Invalid
from qingfeng.kernel.variables import names
from qingfeng.modules.channels.public import ROOMS, Slot, Wording, texts_in_force
from qingfeng.modules.channels.texts import PARTS, changed_keys, checked

GREETING = Slot(key="greeting", group="hello", room="bubble", shipped=Wording(["您好"], ["Hello"]))
JOINED = Slot(
    key="agent_joined", group="talk", room="line", shipped=Wording(["来了"], ["Here"]), variables=["agent.name"]
)
THANKS = Slot(key="bot_thanks", group="bot", room="turn", shipped=Wording(["不客气"], ["Welcome"]), most=3)
ALL = [GREETING, JOINED, THANKS]


def test_texts_are_kept_trimmed_and_lines_where_the_place_has_room_for_them() -> None:
    given = {
        "greeting": Wording([" 您好 \n\n有事请说 "], [""]),
        "agent_joined": Wording(["  {{agent.name}}\n 来了 "]),
        "bot_thanks": Wording(["好", "好 ", "行", " "]),
    }
    assert checked(given, ALL) == {
        "greeting": Wording(["您好\n\n有事请说"], []),
        "agent_joined": Wording(["{{agent.name}} 来了"]),
        "bot_thanks": Wording(["好", "行"]),
    }
    assert checked({"greeting": Wording([" "], [])}, ALL) == {}, "nothing of its own: as the place after it"


@pytest.mark.parametrize(
    ("key", "wording", "code", "field"),
    [
        ("nothing", Wording(["您好"]), "unknown_text", "texts.nothing"),
        ("greeting", Wording(["{{agent.name}}"]), "unknown_variable", "texts.greeting.zh.0"),
        ("agent_joined", Wording([], ["{{customer.name}} here"]), "unknown_variable", "texts.agent_joined.en.0"),
        ("agent_joined", Wording(["{{agent.name}"]), "bad_variable", "texts.agent_joined.zh.0"),
        ("agent_joined", Wording(["长" * 61]), "too_long", "texts.agent_joined.zh.0"),
        ("agent_joined", Wording(["一", "二"]), "too_many", "texts.agent_joined.zh"),
        ("bot_thanks", Wording(["一", "二", "三", "四"]), "too_many", "texts.bot_thanks.zh"),
        ("greeting", Wording(["您\x00好"]), "bad_character", "texts.greeting.zh.0"),
    ],
)
def test_what_may_not_be_is_refused_by_field(key: str, wording: Wording, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked({key: wording}, ALL)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_an_unknown_variable_names_the_known_ones() -> None:
    with pytest.raises(Invalid) as refused:
        checked({"agent_joined": Wording(["{{agent.nam}}"])}, ALL)
    assert refused.value.params["known"] == "{{agent.name}}"
    assert "{{agent.name}}" in refused.value.message


def test_variables_take_no_room_of_their_own() -> None:
    assert checked({"agent_joined": Wording(["长" * 60 + "{{agent.name}}"])}, ALL)


def test_the_first_place_that_says_it_in_a_language_does() -> None:
    house, channel = {"greeting": Wording(["房", "x"][:1], ["house"])}, {"greeting": Wording(["渠道"], [])}
    found = texts_in_force(ALL, [channel, house])
    assert found["greeting"] == Wording(["渠道"], ["house"])
    assert found["agent_joined"] == JOINED.shipped
    assert changed_keys(house, channel) == ["greeting"]
    assert changed_keys(house, {}) == ["greeting"]


def test_what_the_chat_is_tried_out_with_is_what_is_shipped() -> None:
    path = Path(__file__).parents[3] / "widget/dev/mock/texts.json"
    shipped = {slot.key: {"zh": slot.shipped.zh[0], "en": slot.shipped.en[0]} for slot in SLOTS if slot.group != "bot"}
    assert json.loads(path.read_text()) == shipped


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_text_has_a_name_on_the_screen(language: str) -> None:
    words = json.loads((Path(__file__).parents[3] / f"console/src/i18n/{language}.json").read_text())
    wanted = {f"text.{slot.key}" for slot in SLOTS} | {f"text_group.{slot.group}" for slot in SLOTS}
    wanted |= {f"variable.{name}" for slot in SLOTS for name in slot.variables}
    assert wanted - words.keys() == set()


@pytest.mark.parametrize("slot", SLOTS, ids=lambda slot: slot.key)
def test_what_is_shipped_keeps_the_rules(slot: Slot) -> None:
    kept = checked({slot.key: slot.shipped}, SLOTS)
    assert kept[slot.key] == slot.shipped
    for part in PARTS:
        assert getattr(slot.shipped, part), part
        assert {name for one in getattr(slot.shipped, part) for name in names(one)} <= set(slot.variables)
    assert slot.room in ROOMS
