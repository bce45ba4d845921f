"""Postal addresses in Chinese texts: where they begin and end. Pure, by rules.

An address is a chain of parts, each a name and what it is (市 区 路 小区 号 楼 室), two at least, of which one has a
number or three are named. What leads to it (住在, 寄到) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PROVINCE = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_NAME = r"[\u4e00-\u9fff]"
_N = r"(?:[A-Za-z]?\d{1,5}(?:[-—~之]\d{1,5})*[A-Za-z]?|[A-Za-z]|[一二三四五六七八九十百零〇两甲乙丙丁东南西北]{1,5})"
_START = rf"(?:{_PROVINCE})(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)?"
_AREA = rf"{_NAME}{{1,7}}?(?:自治州|自治县|地区|新区|开发区|高新区|街道|市|区|县|盟|旗|镇|乡)(?!场|别|长|分|里|面)"
_WAY = "(?:大道|大街|公路|胡同|路|街|道|巷|弄|里|村|屯|庄|小区|花园|家园|公寓|大厦|广场|新城|新村|社区|工业园|科技园|产业园|园区|中心|苑|府|城|湾|园|坊|寨|组|队)"
_ROAD = rf"{_NAME}{{1,8}}?{_WAY}{{1,2}}(?:{_NAME}{{1,2}}段)?"
_NUMBERED = rf"{_N}(?:号院|号楼|号|弄|巷|栋|幢|座|单元|室|楼|层|户|房|门|组|队|期|区|排|村|街坊)"
_DOOR = r"[A-Za-z]?\d{2,5}(?:[-—]\d{1,5})?(?![\d元块天个年月点件台单次分%])"
_SEP = r"[ ,，]?"
_ADDRESS = re.compile(
    rf"(?:{_START}{_SEP})?(?P<areas>(?:{_AREA}{_SEP}){{0,5}})(?P<roads>(?:{_ROAD}{_SEP}){{0,3}})"
    rf"(?P<numbers>(?:{_NUMBERED}{_SEP}){{0,6}})(?P<more>(?:{_ROAD}{_SEP}(?:{_NUMBERED}{_SEP}){{0,5}}){{0,2}})(?P<door>(?:{_DOOR})?)"
)
LONGEST = 90
_NO_BEGINNING = " ,，-—~在到寄送住往是我"


def addresses(line: str) -> Iterator[tuple[int, int]]:
    """Start and end of each."""
    for begin, end in _stretches(line):
        at = begin
        while at < end:
            found = _at(line[at:end])
            if found is None:
                break
            yield at + found[0], at + found[1]
            at += found[1]


_STRETCH = re.compile(r"[\u4e00-\u9fffA-Za-z0-9 ,，\-—~]{5,}")


def _stretches(line: str) -> Iterator[tuple[int, int]]:
    for match in _STRETCH.finditer(line):
        yield match.span()


def _at(part: str) -> tuple[int, int] | None:
    """The first address of a stretch. What leads to it is cut off first, where it does."""
    province = re.search(_START, part)
    starts = [province.start()] if province else []
    leads = [m.end() for m in _LEAD.finditer(part)]
    starts += leads
    starts += [0, *(m.end() for m in re.finditer(r"[,， ]", part))]
    best: tuple[int, int] | None = None
    for start in dict.fromkeys(starts):
        match = _ADDRESS.match(part, start, min(len(part), start + LONGEST))
        if match is None or not _enough(match, bool(province and province.start() == start)):
            continue
        end = start + len(match[0].rstrip(" ,，"))
        if best is None or end - start > best[1] - best[0] or start == starts[0]:
            best = (start, end)
            if province and start == province.start():
                break
            if start in leads:
                break
    if best is None:
        return None
    start, end = best
    while part[start] in _NO_BEGINNING and start < end - 6:
        start += 1
    return start, end


_LEAD = re.compile(
    r"(?:地址|住址|住在|家住|家在|搬到|送到|寄到|寄往|发到|发往|改到|改成|改为|位于|我在|送去|就在|公司在|单位在|店在|人在|我住|送货到|派送到|安装到|到|在)(?:了|是|为|就|:)?"
)


def _enough(match: re.Match[str], province: bool) -> bool:
    areas = len(re.findall(_AREA, match["areas"])) + province
    roads = len(re.findall(_ROAD, match["roads"] + match["more"]))
    numbers = len(re.findall(_NUMBERED, match["numbers"] + match["more"])) + bool(match["door"])
    if numbers:
        return areas + roads >= 1 and areas + roads + numbers >= 2
    return areas >= 2 and roads >= 1
