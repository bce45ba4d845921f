"""A house to take pictures of: one that runs already (`--url`), else one of its own with the demo and its traffic."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.e2e.conftest import FLAGS
from tests.support.box import reachable_folder, running

PASSWORD = "qingfeng"
ZONE = "Asia/Shanghai"
"""The demo's house is in China."""
DESK = {"width": 1440, "height": 900}


def asked(about: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--url", help="a house that runs already")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("names", nargs="*", help="only these")
    return parser.parse_args()


@contextmanager
def house(url: str | None, *, traffic: bool = True) -> Iterator[str]:
    """The address of a house with a past, in which something goes on (`traffic`)."""
    if url is not None:
        yield url
        return
    with reachable_folder() as folder, running(folder, traffic=traffic) as box:
        yield box.url


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    assert program, "pictures need Chromium: apt-get install chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


async def seat(
    browser: Browser, url: str, who: str, *, locale: str, dark: bool = False, width: int = DESK["width"]
) -> Page:
    """Somebody signed in, who sees the console in this language and mode, in a window of this width."""
    context = await browser.new_context(
        locale=locale,
        timezone_id=ZONE,
        viewport={"width": width, "height": DESK["height"]},
        base_url=url,
        reduced_motion="reduce",
    )
    await context.add_init_script(
        f"localStorage.setItem('qf.locale', '{locale}'); localStorage.setItem('qf.theme', '{'dark' if dark else 'light'}')"
    )
    page = await context.new_page()
    await page.goto("/")
    await page.locator("input").first.fill(f"{who}@example.com")
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.get_by_role("navigation").first.wait_for()
    return page


async def put(page: Page, path: str, body: dict[str, Any]) -> None:
    """Put something there as whoever is signed in on the page."""
    await page.evaluate(
        """async ([path, body]) => {
          const session = await (await fetch('/api/v1/session')).json();
          const headers = {'content-type': 'application/json', 'x-qf-csrf': session.csrf};
          const answer = await fetch('/api/v1' + path, {method: 'PUT', headers, body: JSON.stringify(body)});
          if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        }""",
        [path, body],
    )


async def phone(browser: Browser, url: str, *, locale: str, dark: bool = False) -> BrowserContext:
    """A customer's telephone."""
    return await browser.new_context(
        locale=locale,
        timezone_id=ZONE,
        viewport={"width": 390, "height": 844},
        base_url=url,
        is_mobile=True,
        has_touch=True,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
