"""Pictures that simulated customers send: small real PNGs of an appliance with something wrong."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from qingfeng.app.demo.life import Chance

WIDTH, HEIGHT = 480, 360
_WALLS = ((214, 219, 222), (226, 218, 205), (205, 217, 214), (219, 212, 222))


def snapshot(chance: Chance) -> bytes:
    """A PNG of some kilobytes, different each time."""
    wall = chance.choice(_WALLS)
    image = Image.new("RGB", (WIDTH, HEIGHT), wall)
    draw = ImageDraw.Draw(image)
    floor = int(HEIGHT * chance.uniform(0.72, 0.85))
    draw.rectangle((0, floor, WIDTH, HEIGHT), fill=(150, 134, 118))
    left, top = int(chance.uniform(60, 140)), int(chance.uniform(40, 90))
    right, bottom = left + int(chance.uniform(180, 260)), floor - 8
    draw.rounded_rectangle(
        (left, top, right, bottom), radius=14, fill=(244, 246, 247), outline=(160, 168, 172), width=3
    )
    middle, radius = ((left + right) // 2, (top + bottom) // 2 + 10), int(chance.uniform(40, 70))
    box = (middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius)
    draw.ellipse(box, fill=(196, 206, 210), outline=(120, 130, 135), width=6)
    draw.rectangle((right - 80, top + 14, right - 18, top + 38), fill=(32, 40, 44))
    draw.text((right - 66, top + 20), chance.choice(("E3", "E4", "E1", "UE", "F2")), fill=(255, 96, 64))
    x, y = int(chance.uniform(left, right - 40)), int(chance.uniform(top + 60, bottom - 20))
    draw.line((x, y, x + int(chance.uniform(20, 60)), y + int(chance.uniform(-12, 30))), fill=(92, 72, 60), width=3)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
