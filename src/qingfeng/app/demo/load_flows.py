"""The demo's business system as its tenant knows it, and the task flows that ask it."""

from __future__ import annotations

from importlib import resources

import msgspec

from qingfeng.adapters.business.openapi import described
from qingfeng.app.demo import business_web
from qingfeng.app.wiring import House
from qingfeng.contracts.base import SYSTEM
from qingfeng.contracts.flows import Flow
from qingfeng.kernel.uow import Tx
from qingfeng.modules.flows import public as flows


def shipped() -> list[Flow]:
    """The flows of the files, in order of name."""
    files = resources.files("qingfeng.app.demo").joinpath("data", "flows").iterdir()
    found = sorted((f for f in files if f.name.endswith(".yaml")), key=lambda f: f.name)
    return [flows.read(f.read_text("utf-8")) for f in found]


async def load_flows(tx: Tx, made: House, port: int) -> None:
    """Where the system is today; flows that nobody has changed are brought up to date."""
    assert made.spine.connector is not None
    await put_shop(tx, made.spine.connector, f"http://127.0.0.1:{port}", business_web.key_of(made.settings.secret_key))
    for flow in shipped():
        await flows.put_flow(tx, flow, SYSTEM)


async def put_shop(tx: Tx, connector: flows.Connector, url: str, key: str) -> None:
    draft = flows.SystemDraft(
        code=business_web.CODE,
        title=business_web.TITLE,
        base_url=url,
        document_url=f"{url}/openapi.json",
        auth="header",
        header=business_web.HEADER,
        rehearsal_path=business_web.REHEARSAL,
    )
    operations = described(msgspec.json.encode(business_web.document())).operations
    setup = flows.Setup(draft=draft, operations=operations, secret=key, loopback=True)
    await flows.put_system(tx, connector, setup, SYSTEM)
