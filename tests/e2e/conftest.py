"""A whole box and a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from tests.support.box import Box, reachable_folder, running

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page lives for seconds: code that is made fast for later costs more than it gives.
    "--js-flags=--no-opt --no-maglev",
]
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
"""The first has no window and no frame around a page, and takes less of the processor for the same pages."""
SOON = 45_000
"""Milliseconds until what must be seen is called missing: slow machines are no fault."""
expect.set_options(timeout=SOON)
SHOTS = Path(__file__).resolve().parents[2] / "artifacts" / "screens"


@pytest.fixture(scope="package")
def box() -> Iterator[Box]:
    with reachable_folder() as folder, running(folder, settings={"QF_PRIVATE_WEBHOOKS": "yes"}) as started:
        yield started


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, "the browser tests need Chromium: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


class Visitor:
    """A customer without a browser, for tests that look at the desk."""

    def __init__(self, url: str) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=20)
        self.conversation = ""

    async def call(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._http.post(f"/webchat/v1/{verb}", json=body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def say(self, text: str) -> None:
        if "authorization" not in self._http.headers:
            session = await self.call("session", {"channel": "demo-shop", "locale": "zh-CN"})
            self._http.headers["authorization"] = f"Bearer {session['token']}"
        said = await self.call("messages", {"client_id": str(uuid4()), "kind": "text", "text": text})
        self.conversation = said["conversation_id"]

    async def read(self) -> dict[str, Any]:
        """What the customer sees of the conversation."""
        answer = await self._http.get("/webchat/v1/messages", params={"conversation_id": self.conversation})
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def close(self) -> None:
        await self._http.aclose()


class People:
    """Opens browsers for people: each a context of their own, and notes what the pages complain of."""

    def __init__(self, browser: Browser, box: Box) -> None:
        self._browser = browser
        self.box = box
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []
        self._visitors: list[Visitor] = []

    async def context(self, **options: Any) -> BrowserContext:
        context = await self._browser.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options}
        )
        context.set_default_timeout(2 * SOON)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        return context

    async def customer(self, *, phone: bool = True, locale: str = "zh-CN", path: str = "/chat/demo-shop") -> Page:
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = await self.context(viewport=size, locale=locale, has_touch=phone, is_mobile=phone)
        page = await context.new_page()
        await page.goto(self.box.url + path)
        return page

    async def agent(self, name: str, *, ready: bool = True, locale: str = "zh-CN", **options: Any) -> Page:
        """A signed-in desk; `ready` through the same route the screen uses."""
        context = await self.context(locale=locale, **options)
        page = await context.new_page()
        await page.goto(self.box.url)
        await page.locator("input").first.fill(f"{name}@example.com")
        await page.locator("input[type=password]").fill("qingfeng")
        await page.keyboard.press("Enter")
        await page.get_by_role("navigation").first.wait_for()
        if ready:
            await self.set_state(page, "ready")
        return page

    async def set_state(self, page: Page, state: str) -> None:
        await page.evaluate(
            """async state => {
              const session = await (await fetch('/api/v1/session')).json();
              const headers = {'content-type': 'application/json', 'x-qf-csrf': session.csrf};
              await fetch('/api/v1/presence', {method: 'PUT', headers, body: JSON.stringify({state})});
            }""",
            state,
        )

    async def api(self, page: Page, method: str, path: str, body: Any = None) -> Any:
        """What the server answers to whoever is signed in on a page."""
        return await page.evaluate(
            """async ([method, path, body]) => {
              const session = await (await fetch('/api/v1/session')).json();
              const headers = {'content-type': 'application/json', 'x-qf-csrf': session.csrf};
              const asked = {method, headers, body: body === null ? undefined : JSON.stringify(body)};
              const answer = await fetch('/api/v1' + path, asked);
              const text = await answer.text();
              if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
              return text ? JSON.parse(text) : null;
            }""",
            [method, path, body],
        )

    async def visitor(self, *words: str) -> Visitor:
        made = Visitor(self.box.url)
        self._visitors.append(made)
        for text in words:
            await made.say(text)
        return made

    async def serve(self, desk: Page, *words: str) -> Visitor:
        """A customer who has said this, given by a supervisor to whoever sits at the desk, and opened there."""
        visitor = await self.visitor(*words)
        await self.give(desk, visitor.conversation)
        return visitor

    async def give(self, desk: Page, conversation: str) -> None:
        async with supervisor(self.box) as http:
            to = (await self.api(desk, "GET", "/session"))["user"]["id"]
            given = await http.post(
                f"/api/v1/conversations/{conversation}/transfer", json={"agent_id": to, "note": "请接一下"}
            )
            assert given.is_success, given.text
        await desk.goto(f"{self.box.url}/desk/{conversation}?view=mine")
        await desk.get_by_role("button", name="结束会话").wait_for()

    async def close(self) -> None:
        for visitor in self._visitors:
            await visitor.close()
        for context in self._contexts:
            await context.close()


@asynccontextmanager
async def supervisor(box: Box) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=box.url, timeout=20) as http:
        who = {"email": "wu.guodong@example.com", "password": "qingfeng"}
        http.headers["X-QF-CSRF"] = (await http.post("/api/v1/session", json=who)).json()["csrf"]
        yield http


async def send_home(box: Box) -> None:
    """Close what no agent has yet: whoever is left waiting by one test would be offered to the agents of the next."""
    async with supervisor(box) as http:
        for row in (await http.get("/api/v1/conversations", params={"view": "all", "limit": 200})).json()["items"]:
            if row["phase"] in ("queued", "offered", "bot"):
                taken = await http.post(f"/api/v1/conversations/{row['id']}/claim")
                if taken.is_success:
                    await http.post(f"/api/v1/conversations/{row['id']}/close", json={"reason": "resolved"})


@pytest.fixture
async def people(chromium: Browser, box: Box) -> AsyncIterator[People]:
    made = People(chromium, box)
    try:
        yield made
    finally:
        await made.close()
        await send_home(box)


@asynccontextmanager
async def shot_on_failure(page: Page, name: str) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        SHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=SHOTS / f"failed-{name}.png")
        raise
