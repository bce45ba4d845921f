"""Numbers of orders, parcels and machines in a text, by their formats and by what stands before them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

Code = Literal["order", "parcel", "serial"]

_PARCEL = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"SF[ -]?\d{12,15}"  # SF Express
    r"|JD[A-Z]{0,3}\d{9,15}(?:-\d{1,3}-\d{1,3}-?)?"  # JD Logistics
    r"|YT[ -]?\d{13}|ZTO?\d{12,14}|STO?\d{12,13}|YD\d{13}|JT\d{13}|HT\d{13,14}"  # YTO, ZTO, STO, Yunda, J&T, Best
    r"|DPK?\d{12,13}|DBL?\d{10,12}"  # Deppon
    r"|[A-Z]{2}\d{9}(?:CN|HK|TW|US|GB|JP|DE|SG)"  # post (UPU S10)
    r"|1Z[0-9A-Z]{16}"  # UPS
    r"|7[35678]\d{12}(?!\d)|77\d{13}(?!\d)|(?:98|99|10|11)\d{11}(?!\d)"  # ZTO, STO, EMS in figures alone
    r")(?![A-Za-z0-9])",
    re.I,
)
_NUMBER = r"[A-Za-z]{0,6}[-_]?\d(?:[ -]?[\dA-Za-z]){5,27}"
_SAYS = r"[^。！？!?,，;；\n\dA-Za-z]{0,6}[:：#是为 ]{0,3}(?:(?<= )is:? )?"
_CARRIER = "顺丰|圆通|中通|申通|韵达|极兔|百世|德邦|邮政|ems|京东快递|京东物流|丰巢|菜鸟|fedex|ups|dhl"
_LED: tuple[tuple[Code, re.Pattern[str]], ...] = (
    ("serial", re.compile(rf"(?:序列号|机身号|机身编号|出厂编号|产品编号|设备号|imei|serial(?: number| no\.?)?|(?<![a-z])s/?n(?![a-z])){_SAYS}(?P<n>[A-Za-z0-9](?:-?[A-Za-z0-9]){{5,27}})", re.I)),
    ("parcel", re.compile(rf"(?:{_CARRIER}|快递|运单|物流|包裹|面单|取件|tracking|parcel ?|waybill ?)(?:公司|单|编|追踪|跟踪)?(?:号码|单号|号|number|no\.?|code)?{_SAYS}(?P<n>{_NUMBER})", re.I)),
    ("order", re.compile(rf"(?:订单|单子|工单|交易|退款单|服务单|发票|购买|order ?)(?:编|单)?(?:号码|号|number|no\.?|id)?{_SAYS}(?P<n>{_NUMBER})", re.I)),
    ("order", re.compile(rf"(?:单号|编号|流水号){_SAYS}(?P<n>{_NUMBER})", re.I)),
)  # fmt: skip
_BARE = re.compile(
    r"(?<![A-Za-z0-9.-])(?:20[12]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4,16}|\d{16,24})(?![A-Za-z0-9.-])"
)
"""A number that begins with a day, or is longer than anything else: an order's."""
_PHONE = re.compile(r"1[3-9]\d{9}")


def codes(line: str) -> Iterator[tuple[Code, int, int, str]]:
    """Kind, start, end and value (capitals, without blanks) of each in a plain text, what is surer first. May overlap."""
    for match in _PARCEL.finditer(line):
        if not match[0].isdigit() or not _led_as_order(line[max(0, match.start() - 10) : match.start()]):
            yield "parcel", *match.span(), _plain(match[0])
    for kind, pattern in _LED:
        for match in pattern.finditer(line):
            found = _plain(match["n"])
            if sum(c.isdigit() for c in found) >= 4 and not _PHONE.fullmatch(found):
                yield kind, match.start("n"), match.end("n"), found
                for more in _more(line, match.end("n")):
                    yield kind, *more
    for match in _BARE.finditer(line):
        yield "order", *match.span(), match[0]


_AND = re.compile(r"\s*(?:、|,|，|/|和|及|跟|与|还有|and)\s*(?P<n>[A-Za-z]{0,6}\d{6,24})(?![\dA-Za-z-])")


def _more(line: str, at: int) -> Iterator[tuple[int, int, str]]:
    """What is counted up behind it."""
    while match := _AND.match(line, at):
        if not _PHONE.fullmatch(match["n"]):
            yield match.start("n"), match.end("n"), _plain(match["n"])
        at = match.end()


def _led_as_order(before: str) -> bool:
    return re.search(r"(?:订单|工单|交易|order)", before, re.I) is not None


def _plain(said: str) -> str:
    return said.replace(" ", "").upper()
