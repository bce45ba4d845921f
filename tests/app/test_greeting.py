"""What the terminal promises is what the demo holds."""

from __future__ import annotations

from qingfeng.app.demo import content
from qingfeng.app.embedded.greeting import demo_digest, demo_lines


def test_lines_name_shop_password_and_people_of_the_demo() -> None:
    english = "\n".join(en for en, _ in demo_lines("http://localhost:8080"))
    chinese = "\n".join(zh for _, zh in demo_lines("http://localhost:8080"))
    emails = {person["email"] for person in content.people()}
    shown = [one.email for one in content.SIGN_INS]
    assert len(shown) >= 3
    assert set(shown) <= emails
    for text in (english, chinese):
        assert "http://localhost:8080/demo/shop" in text
        assert content.PASSWORD in text
        assert all(email in text for email in shown)


def test_the_digest_of_the_demo_is_steady() -> None:
    assert demo_digest() == demo_digest()
    assert len(demo_digest()) == 64
