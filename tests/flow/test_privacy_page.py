"""What the page of a copy says of ratings."""

from __future__ import annotations

import re

import pytest

from qingfeng.flow.privacy_page import page


def whole(**survey: object) -> dict[str, object]:
    talk = {"opened_at": "", "channel_kind": "webchat", "subject": "", "messages": [], "surveys": [survey]}
    about: dict[str, list[object]] = {"records": [], "identities": [], "orders": [], "devices": []}
    return {"files": [], "customer": about, "conversations": [talk], "acts": [], "by": "清风", "made_at": ""}


@pytest.mark.parametrize(
    ("scale", "score", "comment", "locale", "said"),
    [
        ("stars", 4, "挺快", "zh-CN", "评价: 4 / 5 · 挺快"),
        ("faces", 1, "", "en", "Rating: 1 / 5"),
        ("yes_no", 5, "", "zh-CN", "评价: 是"),
        ("yes_no", 1, "<b>", "en", "Rating: no · &lt;b&gt;"),
    ],
)
def test_a_rating_is_told_as_it_was_given(scale: str, score: int, comment: str, locale: str, said: str) -> None:
    text = page(whole(scale=scale, score=score, comment=comment), locale)
    assert re.findall(r'<p class="m">(.*?)</p>', text) == [said]
