"""A whole box and a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.support.box import Box, reachable_folder, running

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(__file__).resolve().parents[2] / "artifacts" / "screens"


@pytest.fixture(scope="package")
def box() -> Iterator[Box]:
    with reachable_folder() as folder, running(folder) as started:
        yield started


@pytest.fixture(scope="package")
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "the browser tests need Chromium: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


class People:
    """Opens browsers for people: each a context of their own, and notes what the pages complain of."""

    def __init__(self, browser: Browser, box: Box) -> None:
        self._browser = browser
        self.box = box
        self.complaints: list[str] = []
        self._contexts: list[BrowserContext] = []

    async def context(self, **options: Any) -> BrowserContext:
        context = await self._browser.new_context(
            **{"locale": "zh-CN", "viewport": {"width": 1440, "height": 900}, **options}
        )
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

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()


@pytest.fixture
async def people(chromium: Browser, box: Box) -> AsyncIterator[People]:
    made = People(chromium, box)
    try:
        yield made
    finally:
        await made.close()


@asynccontextmanager
async def shot_on_failure(page: Page, name: str) -> AsyncIterator[None]:
    try:
        yield
    except BaseException:
        SHOTS.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=SHOTS / f"failed-{name}.png")
        raise
