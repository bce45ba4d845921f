"""Pictures of the demo's guides: drawn here, a few hundred bytes each, so that steps show what hands do."""

from __future__ import annotations

import io
from collections.abc import Callable
from uuid import UUID

from PIL import Image, ImageDraw

from qingfeng.kernel.uow import Tx
from qingfeng.modules.channels import public as channels

WIDTH, HEIGHT = 480, 300
_SCALE = 2
_WALL, _BODY, _EDGE = (233, 239, 240), (252, 253, 253), (120, 136, 142)
_DARK, _BRAND, _WATER = (44, 58, 64), (11, 127, 121), (96, 170, 214)
Pen = ImageDraw.ImageDraw


def _box(pen: Pen, box: tuple[int, int, int, int], fill: tuple[int, int, int], radius: int = 10) -> None:
    pen.rounded_rectangle([n * _SCALE for n in box], radius * _SCALE, fill=fill, outline=_EDGE, width=3 * _SCALE)


def _line(pen: Pen, *points: int, fill: tuple[int, int, int] = _EDGE, width: int = 3) -> None:
    pen.line([n * _SCALE for n in points], fill=fill, width=width * _SCALE, joint="curve")


def _arrow(pen: Pen, x: int, top: int, bottom: int, *, up: bool) -> None:
    """A thick one, straight up or down."""
    _line(pen, x, top, x, bottom, fill=_BRAND, width=9)
    tip, base = (top - 12, top + 16) if up else (bottom + 12, bottom - 16)
    pen.polygon([n * _SCALE for n in (x, tip, x - 18, base, x + 18, base)], fill=_BRAND)


def _turn(pen: Pen, x: int, y: int, *, clockwise: bool) -> None:
    """An arrow that goes round."""
    box = [n * _SCALE for n in (x - 58, y - 34, x + 58, y + 34)]
    pen.arc(box, 20, 320, fill=_BRAND, width=9 * _SCALE)
    if clockwise:
        pen.polygon([n * _SCALE for n in (x + 62, y - 36, x + 60, y + 2, x + 26, y - 16)], fill=_BRAND)
    else:
        pen.polygon([n * _SCALE for n in (x + 64, y + 34, x + 60, y - 6, x + 26, y + 14)], fill=_BRAND)


def _net(pen: Pen, left: int, top: int, right: int, bottom: int) -> None:
    _box(pen, (left, top, right, bottom), (214, 226, 228), 6)
    for x in range(left + 16, right, 16):
        _line(pen, x, top + 4, x, bottom - 4, width=1)
    for y in range(top + 14, bottom, 14):
        _line(pen, left + 4, y, right - 4, y, width=1)


def _panel(pen: Pen) -> None:
    _box(pen, (60, 120, 420, 220), _BODY)
    _line(pen, 80, 200, 400, 200)
    pen.polygon([n * _SCALE for n in (60, 120, 420, 120, 392, 62, 88, 62)], fill=_BODY, outline=_EDGE)
    _arrow(pen, 40, 80, 150, up=True)
    _arrow(pen, 440, 80, 150, up=True)


def _pull(pen: Pen) -> None:
    _box(pen, (60, 40, 420, 140), _BODY)
    _net(pen, 110, 92, 370, 220)
    _box(pen, (215, 208, 265, 228), _DARK, 6)
    _arrow(pen, 240, 236, 264, up=False)


def _rinse(pen: Pen) -> None:
    _box(pen, (204, 20, 276, 44), _EDGE, 8)
    _box(pen, (226, 40, 254, 66), _EDGE, 4)
    for x in range(150, 340, 24):
        _line(pen, 240, 70, x, 128, fill=_WATER, width=4)
    _net(pen, 110, 130, 370, 230)
    for x in range(130, 370, 40):
        _line(pen, x, 238, x, 270, fill=_WATER, width=4)


def _press(pen: Pen) -> None:
    _box(pen, (90, 70, 390, 190), _BODY)
    _box(pen, (116, 100, 220, 160), _DARK, 8)
    for x in (138, 172):
        _line(pen, x, 116, x, 146, fill=(120, 230, 190), width=5)
        _line(pen, x, 116, x + 22, 116, fill=(120, 230, 190), width=5)
    pen.ellipse([n * _SCALE for n in (290, 100, 350, 160)], fill=_BRAND, outline=_EDGE, width=3 * _SCALE)
    _arrow(pen, 320, 182, 262, up=True)


def _valve(pen: Pen) -> None:
    _line(pen, 40, 200, 250, 200, fill=_WATER, width=18)
    _box(pen, (130, 172, 190, 228), _EDGE, 8)
    _line(pen, 160, 172, 160, 130, width=8)
    _line(pen, 120, 130, 200, 130, fill=_BRAND, width=16)
    _line(pen, 330, 240, 330, 110, 390, 110, 390, 150, width=14)
    for y in (168, 200, 232):
        _line(pen, 390, y, 390, y + 16, fill=_WATER, width=8)


def _filter(pen: Pen, *, clockwise: bool, marks: bool) -> None:
    _box(pen, (140, 30, 340, 90), _BODY)
    _box(pen, (180, 96, 300, 260), (222, 232, 250), 16)
    _line(pen, 184, 130, 296, 130)
    if marks:
        pen.polygon([n * _SCALE for n in (240, 90, 226, 66, 254, 66)], fill=_BRAND)
        pen.polygon([n * _SCALE for n in (240, 98, 226, 122, 254, 122)], fill=_BRAND)
    _turn(pen, 240, 196, clockwise=clockwise)


def _drawn(draw: Callable[[Pen], None]) -> bytes:
    image = Image.new("RGB", (WIDTH * _SCALE, HEIGHT * _SCALE), _WALL)
    draw(ImageDraw.Draw(image))
    out = io.BytesIO()
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    small.quantize(32).save(out, "PNG", optimize=True)
    return out.getvalue()


_DRAWN: dict[str, tuple[str, Callable[[Pen], None]]] = {
    "a1": ("open-panel.png", _panel),
    "a2": ("pull-filter.png", _pull),
    "a3": ("rinse.png", _rinse),
    "a4": ("press-reset.png", _press),
    "b1": ("close-valve.png", _valve),
    "b2": ("turn-off.png", lambda pen: _filter(pen, clockwise=False, marks=False)),
    "b3": ("turn-on.png", lambda pen: _filter(pen, clockwise=True, marks=True)),
}


def pictures() -> dict[UUID, tuple[str, bytes]]:
    """By the ids under which the articles name them: what they are called, and their bytes."""
    return {
        UUID(f"00000000-0000-5000-8000-0000000000{end}"): (name, _drawn(draw)) for end, (name, draw) in _DRAWN.items()
    }


async def lay_in(tx: Tx) -> None:
    """Those that are not there yet."""
    for id_, (name, data) in pictures().items():
        await channels.put_article_file(tx, id_, name, data)
