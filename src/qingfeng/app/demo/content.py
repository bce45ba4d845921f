"""The demo's content as read from its files; the words are in `data/`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import yaml

SLUG = "zhixia"
SPACE = UUID("7f0c6f5e-2f7a-5d54-9d59-6b3f5f1c0a11")
PASSWORD = "qingfeng"
"""Everybody's password in the demo tenant, and nowhere else."""


class SignIn(NamedTuple):
    email: str
    name: str
    role_en: str
    role_zh: str


SIGN_INS = (
    SignIn("zhou.min@example.com", "周敏", "Agent", "客服"),
    SignIn("wu.guodong@example.com", "吴国栋", "Supervisor", "主管"),
    SignIn("han.shuo@example.com", "韩朔", "Administrator", "管理员"),
)
"""Kept for people who try the product: nobody simulated sits at their desks."""

ADMIN = "han.shuo@example.com"
"""Whose right the traffic uses to read its switch; it never takes a seat."""

TENANT = uuid5(SPACE, "tenant")
WEBCHAT_KEY = "demo-shop"


def id_of(*parts: str) -> UUID:
    """The demo's ids are the same on every machine, so that loading it twice changes nothing."""
    return uuid5(SPACE, "/".join(parts))


@cache
def _read(name: str) -> Any:
    text = resources.files("qingfeng.app.demo").joinpath("data", name).read_text("utf-8")
    # libyaml's loader where there is one: ten times as fast
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def brand() -> dict[str, Any]:
    found: dict[str, Any] = _read("brand.yaml")
    return found


def rehearsal_files() -> list[Path]:
    """The dialogues of simulated customers, in order."""
    with resources.as_file(resources.files("qingfeng.app.demo").joinpath("data", "rehearsal")) as there:
        return sorted(there.glob("*.yaml"))


def queues() -> dict[str, Any]:
    found: dict[str, Any] = _read("queues.yaml")
    return found


def traffic() -> dict[str, Any]:
    found: dict[str, Any] = _read("traffic.yaml")
    return found


def past() -> dict[str, Any]:
    found: dict[str, Any] = _read("past.yaml")
    return found


def intents() -> tuple[list[tuple[dict[str, Any], list[str]]], list[str]]:
    """Intents with their examples, and examples of none of them."""
    files = folder("intents")
    outside = [text for file in files for text in file.get("outside", "").splitlines()]
    return [(one, one["examples"].splitlines()) for file in files for one in file["intents"]], outside


def people() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = _read("people.yaml")["people"]
    return found


def products() -> dict[str, dict[str, Any]]:
    """By article number."""
    return {p["sku"]: p for p in _read("products.yaml")["products"]}


def folder(name: str) -> list[dict[str, Any]]:
    """Every file of a folder, in order of name."""
    files = resources.files("qingfeng.app.demo").joinpath("data", name).iterdir()
    return [_read(f"{name}/{f.name}") for f in sorted(files, key=lambda f: f.name) if f.name.endswith(".yaml")]
