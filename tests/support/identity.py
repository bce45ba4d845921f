"""A real OpenID provider (a certified one from npm) as a process of its own, and people who sign in there."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import httpx

from qingfeng.app.embedded.ports import free_port
from tests.ports.house import PUBLIC_URL
from tools import frontend

FOLDER = Path(__file__).with_name("oidc")
CALLBACK = f"{PUBLIC_URL}/api/v1/session/single-sign-on/callback"
LOGIN = re.compile(r'action="([^"]+)"')


@dataclass(frozen=True)
class There:
    """A running provider. Clients: qingfeng, somebody-else, by-post, without-secret, elliptic."""

    issuer: str

    async def sign_in(self, url: str, subject: str, **claims: Any) -> str:
        """Somebody's browser at the provider: types who they are, agrees, and is sent back; where to."""
        await self.tell(f"people/{subject}", json.dumps(claims))
        async with httpx.AsyncClient(base_url=self.issuer) as browser:
            answer = await browser.get(url)
            for _ in range(12):
                if answer.is_redirect:
                    target = urljoin(str(answer.url), answer.headers["location"])
                    if not target.startswith(self.issuer):
                        return target
                    answer = await browser.get(target)
                    continue
                assert answer.status_code == 200, answer.text
                action = LOGIN.search(answer.text)
                assert action, answer.text
                asks = re.search(r'name="prompt" value="(\w+)"', answer.text)
                assert asks, answer.text
                form = {"prompt": asks[1], "login": subject, "password": "x"}
                answer = await browser.post(
                    action[1],
                    content=urlencode(form),
                    headers={"Content-Type": "application/x-www-form-urlencoded"},
                )
        raise AssertionError("the provider never sent anybody back")

    async def tell(self, what: str, body: str = "") -> None:
        """What is true there from now on; provider.mjs says what can be told."""
        async with httpx.AsyncClient() as client:
            (await client.put(f"{self.issuer}/test/{what}", content=body.encode())).raise_for_status()


@contextmanager
def provider(callback: str = CALLBACK, signed_out: str = f"{PUBLIC_URL}/") -> Iterator[There]:
    """Start one, and end it."""
    frontend.install(FOLDER)
    port = free_port()
    environment = {**os.environ, **frontend.node_environment()}
    command = ["node", "provider.mjs", str(port), callback, signed_out]
    with subprocess.Popen(
        command, cwd=FOLDER, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        assert running.stdout is not None
        try:
            assert any("listening" in line for line in running.stdout), "the provider did not start"
            yield There(f"http://localhost:{port}")
        finally:
            running.terminate()
