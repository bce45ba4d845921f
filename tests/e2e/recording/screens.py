"""Pictures of every screen, in both languages, light and dark: `make screenshots`.

All go to the folder that is named; the few that the documents show are made small beside them (`docs/pictures`).
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page

from tests.e2e.recording.house import asked, chromium, house, phone, seat

TOP = Path(__file__).resolve().parents[3]
SCREENS: dict[str, dict[str, str]] = {
    "zhou.min": {"desk": "/desk?view=all", "search": "/search?q=空调", "account": "/settings/account"},
    "wu.guodong": {
        "board": "/insight",
        "floor": "/insight/floor",
        "alerts": "/insight/alerts",
        "what-if": "/insight/what-if/new",
        "wall": "/wall",
        "macros": "/settings/macros",
    },
    "han.shuo": {
        "knowledge": "/knowledge",
        "channels": "/admin/channels",
        "parked": "/admin/parked",
        **{
            one: f"/settings/{one}"
            for one in (
                *("templates", "users", "roles", "groups", "queues", "surge", "learning", "hours", "tags", "reasons"),
                *("surveys", "texts", "breaks", "sso", "tokens", "archive", "conversation_files", "customer_files"),
                *("privacy", "audit", "articles"),
            )
        },
    },
}
SHOWN = {"desk", "board", "floor", "queues", "widget", "knowledge"}
"""What the documents show, in both languages by day; by night the desk alone."""
WIDTH = 1200
LARGEST = 120_000
LOCALES = ("zh-CN", "en")


async def settled(page: Page) -> None:
    """Until nothing is being fetched and nothing is a grey bone any more, or for as long as that may take."""
    await page.wait_for_load_state("load")
    await page.wait_for_function("() => !document.querySelector('[aria-busy=true]')", timeout=15_000)
    await page.wait_for_timeout(1200)


async def opened(page: Page) -> None:
    """The desk with the conversation of a customer whom it knows."""
    rows = page.locator("[data-row]")
    known = rows.filter(has=page.locator("[data-tier]"))
    row = known.first if await known.count() else rows.first
    if "/desk" in page.url and await row.count():
        await row.click()
        await page.wait_for_timeout(1200)


async def people(browser: Browser, url: str, out: Path, wanted: list[str]) -> None:
    for locale in LOCALES:
        for dark in (False, True):
            for who, screens in SCREENS.items():
                page = await seat(browser, url, who, locale=locale, dark=dark)
                for name, path in screens.items():
                    if wanted and name not in wanted:
                        continue
                    await page.goto(path)
                    await settled(page)
                    await opened(page)
                    await page.screenshot(path=out / f"{name}.{locale}{'.dark' if dark else ''}.png")
                await page.context.close()


async def customers(browser: Browser, url: str, out: Path, wanted: list[str]) -> None:
    if wanted and "widget" not in wanted:
        return
    for locale, words in (("zh-CN", "空调不制冷怎么办"), ("en", "My air conditioner does not cool")):
        for dark in (False, True):
            context = await phone(browser, url, locale=locale, dark=dark)
            page = await context.new_page()
            await page.goto("/chat/demo-shop")
            field = page.locator("textarea").first
            await field.fill(words)
            await field.press("Enter")
            await page.wait_for_timeout(3000)
            await page.screenshot(path=out / f"widget.{locale}{'.dark' if dark else ''}.png")
            await context.close()


def shown(out: Path) -> None:
    """The documents' pictures: as wide as a page, as sharp as their size allows."""
    for source in sorted(out.glob("*.png")):
        name, _, rest = source.name.partition(".")
        if name not in SHOWN or ("dark" in rest and name != "desk"):
            continue
        picture = Image.open(source).convert("RGB")
        if picture.width > WIDTH:
            picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
        target = TOP / "docs" / "pictures" / f"{source.stem}.webp"
        for quality in (90, 82, 74, 66, 58):
            picture.save(target, quality=quality, method=6)
            if target.stat().st_size <= LARGEST:
                break


async def main() -> None:
    options = asked("Pictures of every screen")
    options.out.mkdir(parents=True, exist_ok=True)
    with house(options.url) as url:
        async with chromium() as browser:
            await people(browser, url, options.out, options.names)
            await customers(browser, url, options.out, options.names)
    shown(options.out)


if __name__ == "__main__":
    asyncio.run(main())
