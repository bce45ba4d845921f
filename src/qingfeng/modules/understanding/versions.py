"""Verbs of versions: train, cancel, publish, roll back."""

from __future__ import annotations

from uuid import UUID

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict
from qingfeng.kernel.uow import Step, Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.understanding import store, store_versions
from qingfeng.modules.understanding.model import OUT_OF_SCOPE
from qingfeng.modules.understanding.store_versions import Version
from qingfeng.modules.understanding.taxonomy import check_teachable

STEP = "train_intents"


async def ask(tx: Tx, by: Actor, *, at_once: bool = False) -> Version:
    """Train of what there is now, in the background; `at_once`: and publish it then. Raises Invalid (too_few_intents,
    too_few_examples), Conflict `training_goes_on`."""
    await store.lock(tx)
    going = await tx.value("SELECT number FROM understanding.versions WHERE state IN ('waiting', 'running')")
    if going is not None:
        raise Conflict("training_goes_on", "A training goes on already; wait for it, or cancel it.", number=going)
    intents = {one.code: one.name_zh for one in await store.intents(tx.conn) if not one.archived}
    learn, _ = await store_versions.lessons(tx.conn)
    counted = dict.fromkeys(intents, 0)
    for one in learn:
        if one.intent != OUT_OF_SCOPE:
            counted[one.intent] += 1
    check_teachable(counted, intents)
    made = await store_versions.put(tx, by.name or by.kind, at_once=at_once)
    tx.at(Step(STEP, str(made.id), tx.now))
    await access.audit(tx, by, "intents.training_asked", str(made.id), number=made.number)
    return made


async def cancel(tx: Tx, by: Actor, id_: UUID) -> Version:
    """Raises NotFound, Conflict `training_ended`."""
    held = await store_versions.hold(tx, id_)
    if held.state not in ("waiting", "running"):
        raise Conflict("training_ended", "This training has ended already.", state=held.state)
    await store_versions.end(tx, id_, "cancelled")
    tx.cancel(STEP, str(id_))
    await access.audit(tx, by, "intents.training_cancelled", str(id_), number=held.number)
    return await store_versions.version(tx.conn, id_)


async def publish(tx: Tx, by: Actor, id_: UUID) -> Version:
    """Messages are read by it from now on; an earlier one too, as long as its model is kept. Raises NotFound, Conflict
    (not_trained, model_not_kept)."""
    await store.lock(tx)
    held = await store_versions.hold(tx, id_)
    if held.state == "published":
        return held
    if held.state not in ("draft", "retired"):
        raise Conflict("not_trained", "This version was never trained.", state=held.state)
    if not held.kept:
        raise Conflict("model_not_kept", "The model of this version is no longer kept; train anew.")
    before = await store_versions.published(tx.conn)
    await store_versions.publish(tx, id_, by.name or by.kind)
    await store_versions.let_go(tx)
    back = before is not None and before.number > held.number
    await access.audit(
        tx,
        by,
        "intents.rolled_back" if back else "intents.published",
        str(id_),
        number=held.number,
        before=before.number if before else None,
    )
    return await store_versions.version(tx.conn, id_)
