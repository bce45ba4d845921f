"""An animated picture from the screens of several people: the desk at the left, the customer's telephone at the right."""

from __future__ import annotations

import io
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from playwright.async_api import Page

DESK = (880, 550)
PHONE = (254, 550)
CAPTION = 52
GROUND, INK, BAR = "#E8F5F4", "#FFFFFF", "#0B7F79"
LARGEST = 4_000_000


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

    async def take(self, desk: Page, customer: Page, caption: str, seconds: float) -> None:
        """One frame of both screens as they are now."""
        pictures = [Image.open(io.BytesIO(await page.screenshot())).convert("RGB") for page in (desk, customer)]
        frame = Image.new("RGB", (DESK[0] + PHONE[0] + 24, DESK[1] + CAPTION + 16), GROUND)
        frame.paste(pictures[0].resize(DESK, Image.Resampling.LANCZOS), (8, 8))
        frame.paste(pictures[1].resize(PHONE, Image.Resampling.LANCZOS), (DESK[0] + 16, 8))
        draw = ImageDraw.Draw(frame)
        draw.rectangle((0, DESK[1] + 16, frame.width, frame.height), fill=BAR)
        draw.text((frame.width / 2, DESK[1] + 16 + CAPTION / 2), caption, fill=INK, font=font(22), anchor="mm")
        self.frames.append(frame)
        self.seconds.append(seconds)

    def save(self, path: Path) -> None:
        """As sharp as 4 MB allow. Raises AssertionError when no quality does."""
        first, *rest = self.frames
        times = [round(1000 * one) for one in self.seconds]
        for quality in (72, 60, 48, 36):
            first.save(path, save_all=True, append_images=rest, duration=times, loop=0, quality=quality, method=4)
            if path.stat().st_size < LARGEST:
                return
        raise AssertionError(f"{path} is larger than {LARGEST} bytes")
