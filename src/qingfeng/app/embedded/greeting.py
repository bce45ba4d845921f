"""What a person at the terminal needs next: where to go, and as whom to sign in to the demo."""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.app.demo import content


def demo_lines(url: str) -> Iterator[tuple[str, str]]:
    """Lines in English and Chinese: the demo shop, and the sign-ins that are kept for people."""
    shop = f"{url}/demo/shop"
    yield f"As a customer: {shop}", f"以顾客身份体验：{shop}"
    password = content.PASSWORD
    yield f"At the desk, password {password!r}:", f"登录工作台（密码 {password}）："
    for one in content.SIGN_INS:
        yield f"  {one.role_en}: {one.email}", f"  {one.role_zh} {one.name}：{one.email}"
