"""A photo says nothing beside itself: pixels and which way is up stay, place and device go."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from qingfeng.modules.channels import photo

PLACE = "39.9087N-116.3975E"
SIZE = (64, 40)


def picture() -> Image.Image:
    return Image.frombytes("RGB", SIZE, os.urandom(SIZE[0] * SIZE[1] * 3))


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = "华为 " + PLACE
    found.get_ifd(0x8825)[1] = "N"
    found.get_ifd(0x8825)[2] = (39.0, 54.0, 31.0)
    return found


def saved(image: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def seen(data: bytes) -> Image.Image:
    return ImageOps.exif_transpose(Image.open(io.BytesIO(data)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("progressive", [False, True])
def test_a_phones_photo(orientation: int, progressive: bool) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(
        picture(), "JPEG", exif=exif(orientation), icc_profile=profile, comment=PLACE.encode(), progressive=progressive
    )
    data += b"\xff\xd8 another picture behind the end " + PLACE.encode()
    bare, turned = photo.bare("image/jpeg", data)
    assert PLACE.encode() in data
    assert PLACE.encode() not in bare
    assert b"\xff\xd8 another" not in bare
    left = Image.open(io.BytesIO(bare))
    assert dict(left.getexif()) == ({0x0112: orientation} if orientation > 1 else {})
    assert left.getexif().get_ifd(0x8825) == {}
    assert left.info.get("icc_profile") == profile
    assert turned == (orientation >= 5)
    assert seen(bare).size == (SIZE[::-1] if turned else SIZE)
    assert seen(bare).tobytes() == seen(data).tobytes()


def test_a_png_keeps_its_pixels_only() -> None:
    words = PngInfo()
    words.add_text("Comment", PLACE)
    words.add_itxt("XML:com.adobe.xmp", PLACE)
    image = picture().convert("RGBA")
    data = saved(image, "PNG", pnginfo=words, exif=exif(1)) + PLACE.encode()
    bare, turned = photo.bare("image/png", data)
    assert PLACE.encode() not in bare
    assert not turned
    assert Image.open(io.BytesIO(bare)).tobytes() == image.tobytes()


@pytest.mark.parametrize("lossless", [False, True])
def test_a_webp_keeps_its_pixels_only(lossless: bool) -> None:
    data = saved(picture(), "WEBP", exif=exif(1).tobytes(), xmp=PLACE.encode(), lossless=lossless)
    bare, _ = photo.bare("image/webp", data)
    assert PLACE.encode() in data
    assert PLACE.encode() not in bare
    left = Image.open(io.BytesIO(bare))
    left.verify()
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(data)).tobytes()
    assert "exif" not in left.info


@given(kind=st.sampled_from(["image/jpeg", "image/png", "image/webp"]), data=st.binary(max_size=200))
def test_whatever_comes_it_does_not_fail(kind: str, data: bytes) -> None:
    photo.bare(kind, data)


@given(cut=st.floats(0, 1), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_a_file_that_was_cut_off_does_not_fail(cut: float, kind: str) -> None:
    data = saved(Image.new("RGB", SIZE, "#0b7f79"), kind, exif=exif(6))
    photo.bare(f"image/{kind.lower()}", data[: int(len(data) * cut)])
