"""The demo's business system: what it answers to each operation, by its own rules and its own books.

It knows nothing of conversations. A change that comes with a key it has seen is answered as before and not made again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec

from qingfeng.app.demo.business_data import STATES, Books, Keys, ShopOrder, seeded

RETURN_DAYS = 7
BROKEN_DAYS = 15
A_DAY = 4
"""So many visits of a kind are made on one day."""
KEPT_KEYS = 5_000
WINDOWS = {"morning": ("上午 9–12 点", "9 to 12 in the morning"), "afternoon": ("下午 13–18 点", "1 to 6 p.m.")}
Answer = tuple[int, dict[str, Any]]
Given = dict[str, Any]


class Shop:
    """Its books are a file; written anew, whole, before a change is answered. Without a file they end with it."""

    def __init__(self, file: Path | None, today: Callable[[], date], books: Books | None = None) -> None:
        self._file = file
        self.today = today
        try:
            self.books = books or msgspec.json.decode(file.read_bytes() if file else b"", type=Books)
        except (OSError, msgspec.DecodeError):
            self.books = seeded(today())
            self._write()
        self._verbs: dict[str, Callable[[Given], Answer]] = {
            "find_order": self.find_order,
            "find_parcel": self.find_parcel,
            "list_coupons": self.list_coupons,
            "make_return": self.make_return,
            "drop_return": self.drop_return,
            "book_pickup": self.book_pickup,
            "make_invoice": self.make_invoice,
            "book_installation": self.book_installation,
            "make_repair": self.make_repair,
            "change_address": self.change_address,
        }

    def answer(self, operation: str, given: Given, key: str) -> Answer:
        """`key`: of a change; empty for a question."""
        request = f"{operation} {msgspec.json.encode(given, order='sorted').decode()}"
        known = self.books.keys.get(key) if key else None
        if known is not None:
            return (known.status, known.body) if known.request == request else (422, {"code": "key_reused"})
        status, body = self._verbs[operation](given)
        if key and status < 500:
            self.books.keys[key] = Keys(request=request, status=status, body=body)
            while len(self.books.keys) > KEPT_KEYS:
                del self.books.keys[next(iter(self.books.keys))]
            self._write()
        return status, body

    # ------------------------------------------------------------ questions

    def find_order(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        parcel = order.parcel
        return 200, {
            "number": order.number,
            "status": order.status,
            "said_zh": STATES[order.status][0],
            "said_en": STATES[order.status][1],
            "placed_on": order.placed_on,
            "paid": order.paid,
            "items": order.items,
            "items_en": order.items_en,
            "installs": order.installs,
            "installed": order.installed,
            "returned": order.returned,
            "invoice": order.invoice,
            "signed_at": parcel.signed_at if parcel else None,
            "parcel": parcel.number if parcel else None,
        }

    def find_parcel(self, given: Given) -> Answer:
        wanted = str(given.get("number", ""))
        named = next((o for o in self.books.orders.values() if o.parcel and o.parcel.number == wanted), None)
        order = self._order({**given, "number": named.number if named else wanted})
        if order is None:
            return 404, {"code": "not_found"}
        if order.parcel is None:
            return 200, {"sent": False, "order": order.number, "items": order.items}
        return 200, {"sent": True, "order": order.number, "items": order.items, **msgspec.to_builtins(order.parcel)}

    def list_coupons(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        found = [c for c in self.books.coupons if c.phone == order.phone and c.until >= self.today().isoformat()]
        return 200, {
            "count": len(found),
            "titles": [f"{c.title}（{c.until} 前有效）" for c in found],
            "titles_en": [f"{c.title_en} (until {c.until})" for c in found],
        }

    # ------------------------------------------------------------ changes

    def make_return(self, given: Given) -> Answer:
        """Seven days for what is as it was, fifteen for what is broken; what was set up at home is not sent back."""
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        if order.returned:
            return 409, {"code": "returned_before", "number": order.returned}
        signed = order.parcel.signed_at if order.parcel else None
        if order.status != "delivered" or signed is None:
            return 409, {"code": "not_delivered"}
        broken = given.get("reason") in ("broken", "wrong")
        days = (self.today() - date.fromisoformat(signed)).days
        if days > (BROKEN_DAYS if broken else RETURN_DAYS):
            return 409, {"code": "too_late", "days": days}
        if not broken and (given.get("opened") or order.installed):
            return 409, {"code": "opened"}
        number = self._number("TH")
        order.returned = number
        self.books.papers[number] = {"kind": "return", "order": order.number, "amount": order.paid, "state": "made"}
        return 201, {"number": number, "amount": order.paid}

    def drop_return(self, given: Given) -> Answer:
        paper = self.books.papers.get(str(given.get("number", "")))
        if paper is None or paper["kind"] != "return":
            return 404, {"code": "not_found"}
        paper["state"] = "dropped"
        self.books.orders[paper["order"]].returned = None
        return 200, {"number": given["number"]}

    def book_pickup(self, given: Given) -> Answer:
        number = str(given.get("return_number", ""))
        if self.books.papers.get(number, {}).get("state") != "made":
            return 404, {"code": "not_found"}
        return self._visit("pickup", {"day": (self.today() + timedelta(days=1)).isoformat(), "of": number}, "QJ")

    def make_invoice(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        if order.invoice:
            return 409, {"code": "made_before", "number": order.invoice}
        if order.status in ("pending_payment", "cancelled", "refunded"):
            return 409, {"code": "not_paid"}
        number = self._number("FP")
        order.invoice = number
        self.books.papers[number] = {"kind": "invoice", "order": order.number, "title": str(given.get("title", ""))}
        return 201, {"number": number, "amount": order.paid}

    def book_installation(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        if not order.installs:
            return 409, {"code": "no_installation"}
        if order.installed:
            return 409, {"code": "installed_before"}
        return self._visit("installation", {**given, "of": order.number}, "AZ")

    def make_repair(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        return self._visit("repair", {**given, "of": order.number}, "WX")

    def change_address(self, given: Given) -> Answer:
        order = self._order(given)
        if order is None:
            return 404, {"code": "not_found"}
        if order.status not in ("paid", "pending_payment"):
            return 409, {"code": "shipped_before"}
        order.address = str(given.get("address", ""))[:200]
        return 200, {"number": order.number, "address": order.address}

    # ------------------------------------------------------------ parts

    def _order(self, given: Given) -> ShopOrder | None:
        """Who names an order and knows its telephone number's end may ask about it; others are told that there is none."""
        order = self.books.orders.get(str(given.get("number", "")).upper())
        return order if order is not None and order.phone[-4:] == str(given.get("tail", "")) else None

    def _visit(self, kind: str, given: Given, prefix: str) -> Answer:
        try:
            day = date.fromisoformat(str(given.get("day", "")))
        except ValueError:
            return 422, {"code": "bad_day"}
        if not 0 < (day - self.today()).days <= 30:
            return 409, {"code": "bad_day", "first": (self.today() + timedelta(days=1)).isoformat()}
        part = str(given.get("part", "afternoon"))
        window = WINDOWS.get(part, WINDOWS["afternoon"])
        same = [p for p in self.books.papers.values() if p.get("kind") == kind and p.get("day") == day.isoformat()]
        if any(p["of"] == given["of"] for p in same):
            return 409, {"code": "booked_before"}
        if len(same) >= A_DAY:
            return 409, {"code": "full", "next": (day + timedelta(days=1)).isoformat()}
        number = self._number(prefix)
        self.books.papers[number] = {
            "kind": kind,
            "day": day.isoformat(),
            "of": given["of"],
            "part": part,
            "fault": str(given.get("fault", ""))[:500],
        }
        return 201, {"number": number, "day": day.isoformat(), "window_zh": window[0], "window_en": window[1]}

    def _number(self, prefix: str) -> str:
        self.books.counted += 1
        return f"{prefix}{self.today():%y%m%d}{self.books.counted:04d}"

    def _write(self) -> None:
        if self._file is None:
            return
        fresh = self._file.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(self.books))
        fresh.replace(self._file)
