"""What a person at the terminal needs next: where to go, and as whom to sign in to the demo."""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.app.demo import content

ROLES = {
    "agent": ("Agent", "客服"),
    "supervisor": ("Supervisor", "主管"),
    "admin": ("Administrator", "管理员"),
    "knowledge_editor": ("Knowledge editor", "知识编辑"),
}


def demo_lines(url: str) -> Iterator[tuple[str, str]]:
    """Lines in English and Chinese: the demo shop, and one sign-in for each role."""
    shop = f"{url}/demo/shop"
    yield f"As a customer: {shop}", f"以顾客身份体验：{shop}"
    password = content.PASSWORD
    yield f"At the desk, password {password!r}:", f"登录工作台（密码 {password}）："
    people = content.people()
    for role, (en, zh) in ROLES.items():
        person = next(one for one in people if one["role"] == role)
        yield f"  {en}: {person['email']}", f"  {zh} {person['name']}：{person['email']}"
