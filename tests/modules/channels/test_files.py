"""What is kept as a file, under which name, and who may read it for how long."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from random import Random
from urllib.parse import unquote
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from qingfeng.kernel.errors import Invalid, Refused, TooLarge, UnsupportedType
from qingfeng.modules.channels import public as channels
from qingfeng.modules.channels.model import DOCUMENTS, ENDINGS, MAX_PIXELS, clean_name, inspect
from qingfeng.modules.channels.public import FileLinks
from tests.ports.house import House, open_house
from tests.support.depth import examples
from tests.support.world import make_tenant


def picture(kind: str, size: tuple[int, int] = (24, 16)) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, kind)
    return out.getvalue()


PICTURES = {kind: picture(kind) for kind in ("PNG", "JPEG", "GIF", "WEBP")}
PAGE = b"<html><script>alert(1)</script></html>"


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a picture of so many pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


# ---------------------------------------------------------------------------------------------- content


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_is_what_its_bytes_say(kind: str) -> None:
    for name in ("照片", "照片.txt", "照片.exe", "照片.html"):
        found = inspect(name, PICTURES[kind])
        assert (found.width, found.height) == (24, 16)
        assert found.content_type == f"image/{kind.lower()}"


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("name", ["a.html", "a.hta", "a.svg", "a.png.exe", "a", "a.", ".html", "a.js ", "a.html\u202e"])
def test_a_page_behind_a_picture_gets_no_name_under_which_it_runs(kind: str, name: str) -> None:
    found = inspect(name, PICTURES[kind] + PAGE)
    assert found.name.endswith(ENDINGS[found.content_type])


@pytest.mark.parametrize("name", ["a.jpg", "a.JPG", "a.jpeg", "自拍.jfif"])
def test_a_good_name_of_a_picture_stays(name: str) -> None:
    assert inspect(name, PICTURES["JPEG"]).name == name


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", b"<svg onload='alert(1)'/>"),
        ("a.html", PAGE),
        ("a.txt", PAGE),
        ("a.txt", b"\n\t " + PAGE),
        ("a.txt", b"\xef\xbb\xbf" + PAGE),
        ("a.csv", b"<?xml version='1.0'?><svg/>"),
        ("a.txt", b"MZ\x90\x00\x03"),
        ("a.pdf", b"MZ\x90\x00\x03" * 9),
        ("a.pdf", PAGE + b"%PDF-1.7"),
        ("a.docx", b"\xd0\xcf\x11\xe0" * 99),
        ("a.mp4", PAGE),
        ("a.mp3", PAGE),
        ("a.mp3", b"\xff\xfe<\x00s\x00"),
        ("a.mp3", b"\xff"),
        ("a.exe", b"MZ"),
        ("a.zip", b"Rar!\x1a\x07\x00"),
        ("noending", b"text"),
        ("png", b"text"),
        ("a.png", PICTURES["PNG"][:-20]),
        ("a.jpg", PICTURES["JPEG"][:30]),
        ("a.webp", PICTURES["WEBP"][:40]),
        ("a.bmp", b"BM" + bytes(60)),
    ],
)
def test_what_is_not_taken(name: str, data: bytes) -> None:
    with pytest.raises(UnsupportedType) as refused:
        inspect(name, data)
    assert (refused.value.code, refused.value.field) == ("unsupported_type", "file")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("说明.txt", "第一行\n".encode()),
        ("旧.TXT", "第一行".encode("gb18030")),
        ("a.csv", "\ufeff订单,金额\n".encode()),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n"),
        ("a.docx", archive()),
        ("a.zip", archive()),
        ("a.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(16)),
        ("a.mp3", b"ID3\x03\x00" + bytes(20)),
        ("录音.mp3", b"\xff\xfb\x90\x64" + bytes(413)),
    ],
)
def test_what_is_taken(name: str, data: bytes) -> None:
    found = inspect(name, data)
    assert found.content_type == DOCUMENTS[f".{name.rpartition('.')[2].lower()}"]
    assert (found.name, found.size, found.width) == (name, len(data), None)


@pytest.mark.parametrize("size", [(50_000, 50_000), (2**31 - 1, 2**31 - 1), (MAX_PIXELS + 1, 1)])
def test_a_bomb_of_pixels_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(TooLarge) as refused:
        inspect("a.png", huge(*size))
    assert refused.value.code == "image_too_large"


def test_sizes() -> None:
    with pytest.raises(Invalid):
        inspect("a.txt", b"")
    assert inspect("a.txt", b"x" * 10, 10).size == 10
    with pytest.raises(TooLarge) as refused:
        inspect("a.txt", b"x" * 11, 10)
    assert refused.value.code == "file_too_large"


@settings(max_examples=examples(100))
@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 2**32), st.integers(1, 12))
def test_a_damaged_picture_is_taken_or_refused_and_breaks_nothing(kind: str, seed: int, damages: int) -> None:
    chance, data = Random(seed), bytearray(PICTURES[kind])
    for _ in range(damages):
        data[chance.randrange(min(len(data), chance.choice([64, 400])))] = chance.randrange(256)
    if chance.random() < 0.3:
        del data[chance.randrange(1, len(data)) :]
    try:
        found = inspect("a.png", bytes(data))
    except Refused:
        return
    assert (found.width or 1) * (found.height or 1) <= MAX_PIXELS


# ---------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/", "file"),
        ("..", "file"),
        ("", "file"),
        ("\x00\x01", "file"),
        ("报告 终稿.pdf", "报告 终稿.pdf"),
        ("a\x00.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("cod\u202etxt.exe", "codtxt.exe"),
        ("a\ud800b.txt", "ab.txt"),
        ("CON<>|?*.txt", "CON.txt"),
        ("😀.png", "😀.png"),
        (".htaccess", "htaccess"),
        (f"{'长' * 300}.docx", f"{'长' * 115}.docx"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert clean_name(name) == kept


@given(st.text(max_size=400))
@example("a" * 300 + "." + "b" * 200)
@example("a." + "b" * 500)
@example("x" * 119 + ". .png")
def test_whatever_it_is_called(name: str) -> None:
    kept = clean_name(name)
    assert 0 < len(kept) <= 120
    assert clean_name(kept) == kept
    assert kept.isprintable()
    assert not set(kept) & set('/\\<>:"|?*')
    assert not kept.startswith(".")
    assert kept.encode()
    shown = inspect(name, PICTURES["PNG"]).name
    assert len(shown) <= 120
    assert shown.lower().endswith((".png", ".apng"))


# ---------------------------------------------------------------------------------------------- keeping and links


@pytest.fixture(scope="module")
async def house(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url) as made:
        yield made


async def keep(house: House, name: str, data: bytes, by: str = "somebody") -> tuple[UUID, str]:
    kept = await channels.keep_file(house.work, house.tenant, name, data, by)
    linked = house.spine.links.attachment(house.tenant, kept)
    assert linked.url is not None
    return kept.id, linked.url


async def get(house: House, url: str) -> httpx.Response:
    async with house.client() as client:
        return await client.get(url)


async def test_a_file_comes_back_and_cannot_run(house: House) -> None:
    for name, data, how in (
        ("图 1.png", PICTURES["PNG"], "inline"),
        ("100%“报价”.txt", "一".encode(), "attachment"),
    ):
        _, url = await keep(house, name, data)
        response = await get(house, url)
        assert (response.status_code, response.content) == (200, data)
        assert response.headers["content-disposition"].startswith(f"{how}; filename*=UTF-8''")
        assert unquote(response.headers["content-disposition"].partition("''")[2]) == name
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"] == "default-src 'none'; sandbox"
        assert response.headers["content-type"].partition(";")[0] == ("image/png" if how == "inline" else "text/plain")


async def test_a_link_ends(house: House) -> None:
    id_, url = await keep(house, "a.txt", b"a")
    assert house.spine.links.url(house.tenant, id_, "a.txt") == url
    expires = int(url.split("/")[3])
    house.clock.advance(expires - house.clock.now().timestamp() - 1)
    assert (await get(house, url)).status_code == 200
    house.clock.advance(1)
    assert (await get(house, url)).json()["error"]["code"] == "link_expired"
    assert (await get(house, house.spine.links.url(house.tenant, id_, "a.txt"))).status_code == 200


async def test_a_link_changed_in_any_way_is_no_link(house: House, database_url: str) -> None:
    id_, url = await keep(house, "a.txt", b"a")
    _, other_url = await keep(house, "b.txt", b"b")
    tenant = await make_tenant(house.db, house.work, None, "other")  # type: ignore[arg-type]
    _, _, place, expires, mac, name = url.split("/")
    _, _, other_place, _, other_mac, _ = other_url.split("/")
    foreign = FileLinks(b"another key".ljust(32), house.clock).url(house.tenant, id_, "a.txt")
    for bad in (
        f"/files/{place}/{int(expires) + 3600}/{mac}/{name}",
        f"/files/{place}/-1/{mac}/{name}",
        f"/files/{place}/{'9' * 5000}/{mac}/{name}",
        f"/files/{place}/{expires}/{mac[:-1]}/{name}",
        f"/files/{place}/{expires}/{mac.upper()}x/{name}",
        f"/files/{place}/{expires}/%E9%9F%B3/{name}",
        f"/files/{place}/{expires}/{other_mac}/{name}",
        f"/files/{other_place}/{expires}/{mac}/{name}",
        f"/files/{tenant.tenant.hex}{id_.hex}/{expires}/{mac}/{name}",
        f"/files/{place[:-1]}/{expires}/{mac}/{name}",
        f"/files/x/{expires}/{mac}/{name}",
        f"/files/{place}/soon/{mac}/{name}",
        foreign,
        house.spine.links.url(tenant.tenant, id_, "a.txt"),  # well signed, but the file is another tenant's
        house.spine.links.url(house.tenant, UUID(int=1), "a.txt"),
    ):
        response = await get(house, bad)
        assert response.status_code in (400, 404), (bad[:200], response.status_code)
        assert response.content != b"a"
    assert (
        (await get(house, f"/files/{place}/{expires}/{mac}/another.exe"))
        .headers["content-disposition"]
        .endswith("''a.txt")
    )


async def test_only_who_brought_a_file_may_send_it(house: House) -> None:
    id_, _ = await keep(house, "a.txt", b"a", by="me")
    async with house.db.reading(house.tenant) as conn:
        assert await channels.file(conn, id_, "somebody else") is None
        found = await channels.file(conn, id_, "me")
    assert found is not None
    assert not found.url  # a link is made for whoever may see the message
    tenant = await make_tenant(house.db, house.work, None, "other")  # type: ignore[arg-type]
    async with tenant.db.reading(tenant.tenant) as conn:
        assert await channels.file(conn, id_) is None


async def test_the_same_bytes_are_kept_once_and_under_each_name(house: House) -> None:
    first, second = await keep(house, "一.txt", b"same"), await keep(house, "二.txt", b"same", by="somebody else")
    assert first[0] != second[0]
    assert [(await get(house, url)).content for _, url in (first, second)] == [b"same", b"same"]
    async with house.db.reading(house.tenant) as conn:
        assert await conn.fetchval("SELECT count(*) FROM channels.blobs WHERE data = $1", b"same") == 1


# ---------------------------------------------------------------------------------------------- channel keys


async def test_a_key_is_one_channels_whoever_wants_it(house: House) -> None:
    tenant = await make_tenant(house.db, house.work, None, "other")  # type: ignore[arg-type]
    draft = channels.ChannelDraft(kind="webchat", name="官网", key="pk-1", config={"a": 1}, secret="first" * 8)
    async with house.work.tx(house.tenant) as tx:
        id_ = await channels.put_channel(tx, draft)
    async with house.work.tx(house.tenant) as tx:
        again = msgspec.structs.replace(draft, name="新名", config={}, secret="second" * 8)
        assert await channels.put_channel(tx, again) == id_
    with pytest.raises(Exception, match="row-level security"):
        async with tenant.work.tx(tenant.tenant) as tx:
            await channels.put_channel(tx, msgspec.structs.replace(draft, name="偷来的", secret="mine" * 8))
    found = await channels.channel_by_key(house.db, "pk-1")
    assert found is not None
    assert (found.id, found.tenant, found.name, found.secret) == (id_, house.tenant, "新名", "first" * 8)
    for wrong in ("PK-1", "pk-1 ", "", "pk-%"):
        assert await channels.channel_by_key(house.db, wrong) is None
