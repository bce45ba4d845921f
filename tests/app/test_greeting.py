"""What the terminal promises is what the demo holds."""

from __future__ import annotations

from qingfeng.app.demo import content
from qingfeng.app.embedded.greeting import SHOWN, demo_lines


def test_everybody_shown_can_sign_in_with_the_role_shown() -> None:
    roles = {person["id"]: person["role"] for person in content.people()}
    assert [roles[id_] for id_ in SHOWN] == ["agent", "supervisor", "admin"]


def test_lines_name_shop_password_and_addresses() -> None:
    english = "\n".join(en for en, _ in demo_lines("http://localhost:8080"))
    chinese = "\n".join(zh for _, zh in demo_lines("http://localhost:8080"))
    for text in (english, chinese):
        assert "http://localhost:8080/demo/shop" in text
        assert content.PASSWORD in text
        assert "zhou.min@example.com" in text
