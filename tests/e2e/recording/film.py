"""An animated picture from the screens of several people: the desk at the left, the customer's telephone at the right;
or somebody's screen alone, over the whole width."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.async_api import Page

DESK = (880, 550)
PHONE = (254, 550)
GAP = 8
ALONE = (DESK[0] + GAP + PHONE[0], DESK[1])
"""A screen in whose row nobody else stands."""
CAPTION = 52
GROUND, INK, BAR = "#E8F5F4", "#FFFFFF", "#0B7F79"
LARGEST = 3_000_000


def font(size: int) -> ImageFont.FreeTypeFont:
    """One that can write Chinese: the system knows which."""
    found = subprocess.run(
        ["fc-match", "-f", "%{file}", "Noto Sans CJK SC:bold:lang=zh-cn"], capture_output=True, text=True, check=True
    )
    return ImageFont.truetype(found.stdout, size)


@dataclass
class Film:
    """Frames with what is said below them, and for how long each stands."""

    frames: list[Image.Image] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    async def take(self, desk: Page, customer: Page | None, caption: str, seconds: float) -> None:
        """One frame of the screens as they are now; with `customer` None of one screen that is as wide as both."""
        shown = [(desk, ALONE if customer is None else DESK)]
        if customer is not None:
            shown.append((customer, PHONE))
        frame = Image.new("RGB", (ALONE[0] + 2 * GAP, DESK[1] + CAPTION + 2 * GAP), GROUND)
        left = GAP
        for page, size in shown:
            picture = Image.open(io.BytesIO(await page.screenshot())).convert("RGB")
            frame.paste(picture.resize(size, Image.Resampling.LANCZOS), (left, GAP))
            left += size[0] + GAP
        draw = ImageDraw.Draw(frame)
        draw.rectangle((0, DESK[1] + 2 * GAP, frame.width, frame.height), fill=BAR)
        middle = (frame.width / 2, DESK[1] + 2 * GAP + CAPTION / 2)
        draw.text(middle, caption, fill=INK, font=font(22), anchor="mm")
        self.frames.append(frame)
        self.seconds.append(seconds)

    def save(self, path: Path) -> None:
        """As sharp as 3 MB allow. Raises AssertionError when no quality does."""
        first, *rest = self.frames
        times = [round(1000 * one) for one in self.seconds]
        for quality in (72, 60, 48, 36):
            first.save(path, save_all=True, append_images=rest, duration=times, loop=0, quality=quality, method=4)
            if path.stat().st_size < LARGEST:
                return
        raise AssertionError(f"{path} is larger than {LARGEST} bytes")
