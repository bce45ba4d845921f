"""The console in a real Chromium: how soon a first visit sees it, and how soon it answers a hand while much goes on.

First visit: nothing cached, a signed-in agent's desk; the largest contentful paint as the browser tells it. Beside it a
page of one line from the same server. Interaction: clicks, keys and typing at a desk of 200 open conversations while 20
messages a second come and go in them; the browser's own event timing, from the hand to the next paint. Beside it the
same while nobody speaks. Load and server share the machine with the browser.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bench.support import box as boxes
from bench.support import cast, meter
from bench.support.box import Box
from bench.support.loader import Loader
from bench.support.table import last, ratio, show

TALKS = 200
RATE = 20.0
PAINT_TARGET, ANSWER_TARGET = 1500.0, 100.0
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OBSERVE = """
  window.paints = []; window.answers = {};
  new PerformanceObserver(list => { for (const e of list.getEntries()) window.paints.push(e.startTime) })
    .observe({type: 'largest-contentful-paint', buffered: true});
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (e.interactionId)
      window.answers[e.interactionId] = Math.max(window.answers[e.interactionId] || 0, e.duration) })
    .observe({type: 'event', durationThreshold: 16, buffered: true});
"""


async def _people(box: Box) -> dict[str, Any]:
    async with boxes.inside(box) as made:
        agents = await cast.agents(made, 1)
        return {"agents": agents, "talks": await cast.talks(made, TALKS, agents)}


def _context(browser: Browser, box: Box, cookie: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    context.add_cookies([{"name": "qf_session", "value": cookie, "url": box.url}])
    context.add_init_script(OBSERVE)
    return context


def first_paint(browser: Browser, box: Box, cookie: str, path: str, times: int) -> list[float]:
    """Largest contentful paint of first visits, ms: each with an empty cache."""
    found = []
    for _ in range(times):
        context = _context(browser, box, cookie)
        page = context.new_page()
        page.goto(box.url + path, wait_until="load")
        page.wait_for_timeout(2500)
        found.append(page.evaluate("Math.max(...window.paints)"))
        context.close()
    return found


@contextmanager
def talking(loader: Loader, seconds: float) -> Iterator[None]:
    """Messages both ways meanwhile; raises when the agent's were not delivered. (The other desk of the same agent watches
    only some of so many conversations, so what customers wrote is not counted there.)"""
    answers: list[dict[str, Any]] = []
    order = {"do": "rate", "side": "ours", "rate": RATE, "seconds": seconds, "warm": 0.0}
    thread = threading.Thread(target=lambda: answers.append(loader.ask(order)))
    thread.start()
    time.sleep(1.0)
    yield
    thread.join()
    if not answers or len(answers[0]["took"]["agent"]) < 0.4 * answers[0]["sent"]:
        raise RuntimeError("the messages did not arrive")


def use(page: Page, turns: int) -> list[float]:
    """Work at the desk; gives how long each click and key took until the screen showed it, ms (16 stands for less)."""
    page.evaluate("window.answers = {}")
    hands = 0
    for turn in range(turns):
        page.locator("[data-row]").nth(turn % 9).click()
        field = page.locator("[data-composer]")
        field.click()
        page.keyboard.type("您好，正在查 ok", delay=40)
        for _ in range(12):
            page.keyboard.press("Backspace", delay=10)
        page.keyboard.press("Control+k")
        page.locator(".ant-modal input").wait_for()
        page.keyboard.type("zh", delay=40)
        page.keyboard.press("Escape")
        page.wait_for_timeout(150)
        hands += 2
    page.wait_for_timeout(500)
    slow = [float(one) for one in page.evaluate("Object.values(window.answers)")]
    return slow + [16.0] * max(0, hands - len(slow))


def desk(browser: Browser, box: Box, cookie: str) -> Page:
    page = _context(browser, box, cookie).new_page()
    page.goto(box.url + "/desk")
    page.locator("[data-row]").nth(8).wait_for()
    page.wait_for_timeout(1500)
    return page


def _told(values: list[float]) -> dict[str, float]:
    return {
        "p50": meter.percentile(values, 0.5),
        "p98": meter.percentile(values, 0.98),
        "worst": max(values),
        "interactions": len(values),
    }


def look(
    box: Box, loader: Loader, program: str, cookie: str, times: int, turns: int
) -> tuple[dict[str, list[float]], dict[str, float], dict[str, float]]:
    """First paints by page, and the answers while nobody speaks and while many do, ms."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        paints = {
            "a page of one line": first_paint(browser, box, cookie, "/health/live", times),
            "desk": first_paint(browser, box, cookie, "/desk", times),
            "sign-in": first_paint(browser, box, "none", "/", times),
        }
        page = desk(browser, box, cookie)
        quiet = _told(use(page, turns))
        with talking(loader, turns * 4.0):
            busy = _told(use(page, turns))
        browser.close()
    return paints, quiet, busy


def main() -> None:
    quick = "--quick" in sys.argv
    times, turns = (2, 3) if quick else (7, 12)
    machine = meter.machine()
    print(f"On {machine}", flush=True)
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise SystemExit("This bench needs Chromium: apt-get install chromium")
    with boxes.running() as box, Loader("bench.load_messages") as loader:
        people = asyncio.run(_people(box))
        loader.ask({"do": "begin", "side": "ours", "address": urlsplit(box.url).netloc, **people})
        paints, quiet, busy = look(box, loader, program, people["agents"][0]["cookie"], times, turns)
    floor = median(paints["a page of one line"])
    print(f"First visit, nothing cached: largest contentful paint, ms ({times} visits; wanted: {PAINT_TARGET:g})")
    show(
        ("page", "median", "worst", "beside one line"),
        [[name, round(median(v)), round(max(v)), ratio(median(v), floor)] for name, v in paints.items()],
    )
    print(f"From a click or key to the next paint with {TALKS} open conversations, ms (wanted: {ANSWER_TARGET:g})")
    rows = [[name, *told.values()] for name, told in (("nobody speaks", quiet), (f"{RATE:g} messages/s", busy))]
    show(("", "p50", "p98", "worst", "interactions"), rows)
    kept = {name: [round(one, 1) for one in v] for name, v in paints.items()}
    last("console", {"machine": machine, "paint_ms": kept, "quiet_ms": quiet, "busy_ms": busy})


if __name__ == "__main__":
    main()
