"""Articles that need a second pair of eyes: a change of what is published waits beside it until a reviewer decides.

Where a house has switched that on, these stand in for the verbs of `editing`. What nobody reads yet is changed at once,
and what is wrong can be hidden at once.
"""

from __future__ import annotations

from uuid import UUID

from msgspec.structs import replace

from qingfeng.contracts.base import Actor
from qingfeng.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.knowledge import editing, store_proposals
from qingfeng.modules.knowledge.editing import MAX_NOTE, Change
from qingfeng.modules.knowledge.model import Article, ArticleDraft, check_article
from qingfeng.modules.knowledge.rules import rules
from qingfeng.modules.knowledge.store_proposals import Proposal


async def make(tx: Tx, draft: ArticleDraft, by: Actor, note: str = "") -> Article:
    """As `editing.make_article`; where articles need approval it is a draft, and publishing it is proposed."""
    if not draft.published or not (await rules(tx.conn)).approval:
        return await editing.make_article(tx, draft, by, note)
    made = await editing.make_article(tx, replace(draft, published=False), by, note)
    await _propose(tx, made, replace(made.draft(), published=True), Change(by=by, version=made.version, note=note))
    return made


async def change(tx: Tx, id_: UUID, draft: ArticleDraft, how: Change) -> Article:
    """As `editing.change_article`; where articles need approval, what would be read by others is proposed instead, and
    the article as it is comes back. Raises Conflict `proposal_waiting` when somebody else's change waits already."""
    if not draft.published or not (await rules(tx.conn)).approval:
        return await editing.change_article(tx, id_, draft, how)
    old = await editing.held(tx, id_)
    await editing.check_version(tx, old, how)
    await _propose(tx, old, draft, how)
    return old


async def show(tx: Tx, id_: UUID, published: bool, how: Change) -> Article:
    old = await editing.held(tx, id_)
    return await change(tx, id_, replace(old.draft(), published=published), how)


async def restore(tx: Tx, id_: UUID, wanted: int, how: Change) -> Article:
    draft = await editing.draft_of_version(tx, id_, wanted)
    return await change(tx, id_, draft, replace(how, restored=wanted))


async def _propose(tx: Tx, old: Article, draft: ArticleDraft, how: Change) -> None:
    draft = editing.cleaned(replace(draft, slug=old.slug, locale=old.locale))
    check_article(draft)
    note = editing.checked_note(how.note)
    before = await store_proposals.waiting(tx.conn, old.id)
    if before is not None and (before.by_id != how.by.id or before.version != how.proposal):
        raise Conflict(
            "proposal_waiting",
            f"{before.by_name or 'Somebody'} has proposed a change that waits for review; look at that first.",
            by=before.by_name,
            at=before.at.isoformat(),
        )
    if not editing.changed_fields(old.draft(), draft):
        return
    made = Proposal(
        id=before.id if before else tx.new_id(),
        base=old.version,
        version=before.version + 1 if before else 1,
        draft=draft,
        restored=how.restored,
        state="waiting",
        by_id=how.by.id,
        by_name=how.by.name,
        at=tx.now,
        note=note,
        judge_name="",
        judged_at=None,
        answer="",
    )
    await store_proposals.put(tx, old.id, made)
    changed = editing.changed_fields(old.draft(), draft)
    await access.audit(tx, how.by, "article.proposed", str(old.id), slug=old.slug, changed=changed)


async def approve(tx: Tx, id_: UUID, version: int, by: Actor) -> tuple[Article, Proposal]:
    """Publish what waits, under both names. Raises NotFound; Conflict when the proposal or the article is another one by
    now; Forbidden `own_proposal` for the writer, unless the house allows it."""
    old = await editing.held(tx, id_)
    found = await _waiting(tx, id_, version)
    if found.by_id == by.id and not (await rules(tx.conn)).own:
        raise Forbidden("own_proposal", "Somebody else has to approve what you wrote.")
    if found.base != old.version:
        raise Conflict("proposal_overtaken", "The article was changed after this was proposed; send it back.")
    how = Change(
        by=Actor("agent", found.by_id, found.by_name),
        version=old.version,
        note=found.note,
        restored=found.restored,
        approved_by=by,
    )
    new = await editing.change_article(tx, id_, found.draft, how)
    await store_proposals.judge(tx, found.id, "approved", by)
    return new, found


async def send_back(tx: Tx, id_: UUID, version: int, by: Actor, answer: str) -> tuple[Article, Proposal]:
    """Not like this: the writer reads why. Raises NotFound, Conflict, Invalid without a reason."""
    old = await editing.held(tx, id_)
    found = await _waiting(tx, id_, version)
    answer = " ".join(answer.replace("\0", "").split())
    if not answer or len(answer) > MAX_NOTE:
        raise Invalid(
            "reason_needed", f"Say in one line of at most {MAX_NOTE} characters why.", field="note", max=MAX_NOTE
        )
    await store_proposals.judge(tx, found.id, "returned", by, answer)
    await access.audit(tx, by, "article.returned", str(id_), slug=old.slug, reason=answer)
    return old, found


async def withdraw(tx: Tx, id_: UUID, version: int, by: Actor) -> Article:
    """The writer takes it back. Raises NotFound, Conflict, Forbidden for anybody else."""
    old = await editing.held(tx, id_)
    found = await _waiting(tx, id_, version)
    if found.by_id != by.id:
        raise Forbidden("not_your_proposal", "Only who has proposed it may take it back; a reviewer may send it back.")
    await store_proposals.judge(tx, found.id, "withdrawn", by)
    await access.audit(tx, by, "article.withdrawn", str(id_), slug=old.slug)
    return old


async def _waiting(tx: Tx, id_: UUID, version: int) -> Proposal:
    found = await store_proposals.waiting(tx.conn, id_)
    if found is None:
        raise NotFound("no_proposal", "Nothing waits for review here; somebody was quicker.")
    if found.version != version:
        raise Conflict("proposal_changed", "It was changed meanwhile; look at it again.", by=found.by_name)
    return found
