"""What a person at the terminal needs next: where to go, and as whom to sign in to the demo."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from qingfeng.app.demo import content


def demo_digest() -> str:
    """Changes whenever the demo's content, or the code that loads it, does."""
    digest = hashlib.sha256()
    folder = Path(content.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(bytes(path.relative_to(folder)) + b"\0" + path.read_bytes())
    return digest.hexdigest()


def demo_lines(url: str) -> Iterator[tuple[str, str]]:
    """Lines in English and Chinese: the demo shop, and the sign-ins that are kept for people."""
    shop = f"{url}/demo/shop"
    yield f"As a customer: {shop}", f"以顾客身份体验：{shop}"
    password = content.PASSWORD
    yield f"At the desk, password {password!r}:", f"登录工作台（密码 {password}）："
    for one in content.SIGN_INS:
        yield f"  {one.role_en}: {one.email}", f"  {one.role_zh} {one.name}：{one.email}"
