# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: cocreation."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from qingfeng_client.calls import Call, Listing
from qingfeng_client.generated import models as m


def rooms(*, cursor: str | None = None, limit: int | None = None, shown: Literal['open', 'published', 'archived', 'all'] | None = None, q: str | None = None, source_id: UUID | None = None) -> Listing[m.RoomsOut, m.RoomLine]:
    """Rooms of a state, the last opened first. `q`: words of their title or of what was asked."""
    return Listing("GET", "/api/v1/cocreation/rooms", m.RoomsOut, query={"cursor": cursor, "limit": limit, "shown": shown, "q": q, "source_id": source_id})


def open_room(data: m.RoomIn) -> Call[m.RoomOut]:
    """A room; its clock runs from the question's first appearance. 409 `room_exists`: one is open for this source."""
    return Call("POST", "/api/v1/cocreation/rooms", m.RoomOut, body=data, keyed=True)


def times() -> Call[m.RoomTimes]:
    """How long it took from the question to the published answer, stretch by stretch, in the last 90 days and by week."""
    return Call("GET", "/api/v1/cocreation/times", m.RoomTimes)


def rules() -> Call[m.CocreationRules]:
    """What a new room begins with."""
    return Call("GET", "/api/v1/cocreation/rules", m.CocreationRules)


def set_rules(data: m.RoomRulesIn) -> Call[m.CocreationRules]:
    """For rooms opened from now on. 409 `rules_changed`."""
    return Call("PUT", "/api/v1/cocreation/rules", m.CocreationRules, body=data)


def colleagues(*, q: str | None = None) -> Call[m.ColleaguesOut]:
    """Who may take part, by their names; to be made members, or named in a message."""
    return Call("GET", "/api/v1/cocreation/colleagues", m.ColleaguesOut, query={"q": q})


def room(room_id: UUID | str) -> Call[m.RoomOut]:
    """One room with its draft, who said yes, and the latest of its discussion."""
    return Call("GET", f"/api/v1/cocreation/rooms/{room_id}", m.RoomOut)


def change(room_id: UUID | str, data: m.RoomChangeIn) -> Call[m.RoomOut]:
    """Its title, which sides have to say yes, its deadline. 409 `room_changed`, `room_closed`."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}", m.RoomOut, body=data)


def join(room_id: UUID | str) -> Call[m.RoomOut]:
    """Write along. 409 `room_closed`, `room_full`."""
    return Call("POST", f"/api/v1/cocreation/rooms/{room_id}/join", m.RoomOut, keyed=True)


def set_member(room_id: UUID | str, user_id: UUID | str, data: m.RoomMemberIn) -> Call[m.RoomOut]:
    """Somebody takes part, and says yes for a side; who is new is told. 409 `last_owner`, `room_full`, `room_closed`."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}/members/{user_id}", m.RoomOut, body=data)


def drop_member(room_id: UUID | str, user_id: UUID | str) -> Call[m.RoomOut]:
    """They take part no more, or I leave; what was said stays. 409 `last_owner`, `room_closed`."""
    return Call("DELETE", f"/api/v1/cocreation/rooms/{room_id}/members/{user_id}", m.RoomOut)


def api_v1_cocreation_rooms_room_id_parts_versions(room_id: UUID | str, part: str) -> Call[m.RoomPartsOut]:
    """Every version of a part that is kept, the latest first."""
    return Call("GET", f"/api/v1/cocreation/rooms/{room_id}/parts/{part}", m.RoomPartsOut)


def api_v1_cocreation_rooms_room_id_parts_write(room_id: UUID | str, part: str, data: m.RoomPartIn) -> Call[m.RoomOut]:
    """A part of the draft (title, questions, body, note) becomes this; what sides have said yes to is void then. 409 `part_changed` when somebody was quicker: nothing is written, and both texts can be read."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}/parts/{part}", m.RoomOut, body=data)


def say_yes(room_id: UUID | str, data: m.RoomYesIn) -> Call[m.RoomOut]:
    """My side says yes to the draft as I read it. 403 `no_side`, 409 `draft_changed`."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}/yes", m.RoomOut, body=data)


def messages(room_id: UUID | str, *, cursor: str | None = None, limit: int | None = None) -> Listing[m.RoomMessagesOut, m.RoomMessage]:
    """What was said, the latest first."""
    return Listing("GET", f"/api/v1/cocreation/rooms/{room_id}/messages", m.RoomMessagesOut, query={"cursor": cursor, "limit": limit})


def say(room_id: UUID | str, data: m.RoomSayIn) -> Call[m.RoomOut]:
    """A message beside the draft, personal data masked; who is named is told."""
    return Call("POST", f"/api/v1/cocreation/rooms/{room_id}/messages", m.RoomOut, body=data, keyed=True)


def publish(room_id: UUID | str, data: m.RoomPublishIn) -> Call[m.RoomOut]:
    """Bot, desk and self-service answer with it from now on, and a gap it was for is closed. 403 `approval_needed`, `own_proposal` where articles need approval; 409 `not_all_sides`, `draft_changed`, `room_closed`."""
    return Call("POST", f"/api/v1/cocreation/rooms/{room_id}/publish", m.RoomOut, body=data, keyed=True)


def pin(room_id: UUID | str, data: m.RoomPinIn) -> Call[m.RoomOut]:
    """Its answer is offered first for so many hours; 0: no more."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}/pin", m.RoomOut, body=data)


def archive(room_id: UUID | str, data: m.RoomArchiveIn) -> Call[m.RoomOut]:
    """Out of the list, or back into it as it was. 409 `room_exists`: another room is open for its source by now."""
    return Call("PUT", f"/api/v1/cocreation/rooms/{room_id}/archived", m.RoomOut, body=data)


def be_here(room_id: UUID | str, data: m.RoomHereIn) -> Call[m.RoomHereOut]:
    """I have the room on my screen; said every few seconds. Tells who else has, and whether there is something new."""
    return Call("POST", f"/api/v1/cocreation/rooms/{room_id}/here", m.RoomHereOut, body=data, keyed=True)
