# Generated from the server's description of itself by `python -m checks.client --write`; do not edit.
"""Calls: surveys."""

from __future__ import annotations

from qingfeng_client.calls import Call
from qingfeng_client.generated import models as m


def places() -> Call[m.SurveyPlaces]:
    """What the house asks when a talk is over, and every queue and channel with what it asks of its own."""
    return Call("GET", "/api/v1/surveys", m.SurveyPlaces)


def save(place: str, data: m.PlaceSurveyIn) -> Call[m.SurveyPlaces]:
    """Another version of what a place asks, in force at once for whoever is asked from now on. 409 `survey_changed` when somebody else was quicker."""
    return Call("PUT", f"/api/v1/surveys/{place}", m.SurveyPlaces, body=data)


def versions(place: str) -> Call[m.SurveyVersionsOut]:
    """Who changed what a place asks, when and in what; the latest first."""
    return Call("GET", f"/api/v1/surveys/{place}/versions", m.SurveyVersionsOut)


def restore(place: str, data: m.SurveyRestoreIn) -> Call[m.SurveyPlaces]:
    """Take an earlier version back, as a new one."""
    return Call("POST", f"/api/v1/surveys/{place}/restore", m.SurveyPlaces, body=data, keyed=True)
