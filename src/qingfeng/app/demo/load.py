"""Load the demo tenant: idempotent, in order of dependence, through the modules' doors."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from qingfeng.app.demo import again, content, guides
from qingfeng.app.demo.content import PASSWORD, SLUG, TENANT, WEBCHAT_KEY
from qingfeng.app.demo.load_customers import load_customers
from qingfeng.app.demo.load_flows import load_flows
from qingfeng.app.demo.load_past import load_past
from qingfeng.app.wiring import House
from qingfeng.contracts.base import SYSTEM
from qingfeng.flow.chosen import CHOSEN
from qingfeng.flow.spine import Lines, Reason, Settings, Words
from qingfeng.flow.texts import SLOTS
from qingfeng.flow.wording import hours_in_words
from qingfeng.kernel import log
from qingfeng.kernel.auth import hash_password
from qingfeng.kernel.clock import rng
from qingfeng.kernel.uow import Tx
from qingfeng.modules.access import public as access
from qingfeng.modules.channels import public as channels
from qingfeng.modules.knowledge import public as knowledge
from qingfeng.modules.people import public as people
from qingfeng.modules.rehearsal import public as rehearsal
from qingfeng.modules.routing import public as routing
from qingfeng.modules.selfcare import public as selfcare
from qingfeng.modules.understanding import public as understanding

logger = log.get(__name__)
SEED = 20_260_618
"""Of the past: every demo has the same, but for the day it ends with."""
ROLES = {"knowledge_editor": "knowledge"}


async def load(made: House) -> bool:
    """True when its past was written now; False when it was there and the rest was only brought up to date."""
    async with again.alone(made):
        return await _load(made)


async def _load(made: House) -> bool:
    known = await access.tenant_by_slug(made.db, SLUG)
    fresh = again.is_unfinished(known)
    if fresh and known is not None:
        logger.info("demo begun again")
        await again.take_away(made)
    await _tenant(made, unfinished=fresh)
    async with made.work.tx(TENANT) as tx:
        await _channels(tx)
        await _texts(tx)
        await _people(tx)
    async with made.work.tx(TENANT) as tx:
        await _queues(tx)
    async with made.work.tx(TENANT) as tx:
        await load_knowledge(tx)
        await load_intents(tx, learn=made.settings.demo_learn)
        await selfcare.first_page(tx, _help_page(), SYSTEM)
    if made.settings.demo_business_port:
        async with made.work.tx(TENANT) as tx:
            await load_flows(tx, made, made.settings.demo_business_port)
    async with made.work.tx(TENANT) as tx:
        await load_rehearsal(tx)
    if fresh:
        await load_customers(made)
        if made.settings.demo_days:
            await load_past(made, made.settings.demo_days, rng(SEED))
        await again.finished(made)
    return fresh


def _words(item: dict[str, Any], name: str) -> Words:
    return Words(item[name], item[f"{name}_en"])


def _reasons(items: list[dict[str, Any]], queue: str | None = None) -> list[Reason]:
    return [Reason(r["code"], r["zh"], r["en"], bad=r.get("good") is False, queue=queue) for r in items]


def _break(item: dict[str, Any]) -> people.BreakReason:
    return people.BreakReason(
        code=item["code"],
        zh=item["zh"],
        en=item["en"],
        limit_minutes=item["max_minutes"],
        paid=item["paid"],
        shrinkage=item.get("shrinkage", item["paid"]),
    )


def settings() -> Settings:
    """The demo tenant's settings, from its files."""
    brand, lines = content.brand(), content.queues()
    quick = brand["widget"]["quick_questions"]
    return Settings(
        brand_color=brand["tenant"]["colour"],
        bot_name=_words(brand["assistant"], "name"),
        quick_questions=Lines([q["zh"] for q in quick], [q["en"] for q in quick]),
        presence_reasons=[_break(r) for r in lines["presence_reasons"] if r["state"] == "away"],
        close_reasons=_reasons(lines["close_reasons"]),
        decline_reasons=_reasons(lines["decline_reasons"]),
        survey_question=_words(brand["survey"], "question"),
        survey_reasons=_reasons(brand["survey"]["reasons"]),
        wrap_up_codes=[r for q in lines["queues"] for r in _reasons(q["wrap_up"], q["code"])],
        words=_house(brand),
        supervisors=_supervisors(brand),
        default_queue="order",
        english_queue="english",
        complaint_queue="escalation",
    )


def _house(brand: dict[str, Any]) -> dict[str, Words]:
    """What templates may say of the brand, whoever writes."""
    tenant, weekly = brand["tenant"], brand["hours"]["weekly"]
    return {
        "brand.name": _words(tenant, "name"),
        "brand.app": _words(tenant, "app"),
        "brand.hotline": Words(tenant["hotline"], tenant["hotline"]),
        "brand.hours": Words(hours_in_words(weekly, zh=True), hours_in_words(weekly, zh=False)),
        "link.price_list": Words(tenant["price_list"], tenant["price_list"]),
    }


def _supervisors(brand: dict[str, Any]) -> dict[str, str]:
    names = {p["id"]: p["name"] for p in content.people()}
    return {team["code"]: names[team["supervisor"]] for team in brand["teams"]}


async def _tenant(made: House, *, unfinished: bool) -> None:
    known = await access.tenant_by_slug(made.db, SLUG)
    kept = dict(known.settings) if known else {}
    own = msgspec.to_builtins(settings())
    for name in ("tell_monitored", "idle_minutes", "sign_off_hours", *(name for name in CHOSEN if name in kept)):
        del own[name]  # its supervisors and administrators choose
    wanted = {**kept, **own, **({again.UNFINISHED: True} if unfinished else {})}
    name = content.brand()["tenant"]["name"]
    await access.put_tenant(
        made.db, access.Tenant(id=TENANT, slug=SLUG, name=name, locale="zh-CN", demo=True, settings=wanted)
    )


async def _channels(tx: Tx) -> None:
    # The real brand sleeps at night; its demo does not, so that whoever looks at any hour sees it alive.
    always = {day: [("00:00", "24:00")] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    if await channels.hours(tx.conn) is None:  # from then on they are its administrators'
        hours = channels.Hours(tz="Asia/Shanghai", weekly=always)
        await channels.put_hours(tx, "default", hours, ("公司营业时间", "House hours"))
    await channels.put_channel(
        tx,
        channels.ChannelDraft(
            kind="webchat",
            name="官网在线客服",
            key=WEBCHAT_KEY,
            config={"allowed_origins": []},
            secret=secrets.token_urlsafe(32),
            id=content.id_of("channel", WEBCHAT_KEY),
        ),
    )


async def _texts(tx: Tx) -> None:
    """What this house says otherwise than shipped; from then on that is its administrators'."""
    if channels.HOUSE in await channels.latest_texts(tx.conn):
        return
    said = content.brand()["greeting"]
    own = {"greeting": "open", "closed_hours": "closed"}
    texts = {key: channels.Wording([said[name]], [said[f"{name}_en"]]) for key, name in own.items()}
    await channels.save_texts(tx, channels.HOUSE, texts, channels.Change(by=SYSTEM, version=0), SLOTS)


async def _people(tx: Tx) -> None:
    brand = content.brand()
    teams = {t["code"]: await people.put_team(tx, t["code"], t["zh"], t["en"]) for t in brand["teams"]}
    for skill in brand["skills"]:
        await people.put_skill(tx, people.Skill(skill["code"], skill["name_zh"], skill["name_en"]))
    hashed = hash_password(PASSWORD)
    for person in content.people():
        role = ROLES.get(person["role"], person["role"])
        user = await access.put_user(tx, email=person["email"], name=person["name"], role=role, password_hash=hashed)
        if person["capacity"] > 0:
            await people.put_agent(
                tx,
                user,
                name=person["name"],
                team=teams[person["team"]],
                capacity=person["capacity"],
                levels=person["skills"],
            )


async def _queues(tx: Tx) -> None:
    lines = content.queues()["queues"]
    teams = {t.code: t.id for t in await people.teams(tx.conn)}
    # A queue that another overflows into must exist first; two rounds make the order in the file free.
    for last in (False, True):
        for position, line in enumerate(lines):
            flow = line.get("overflow") if last else None
            policy = routing.Policy(
                skills={s["code"]: s["level"] for s in line["skills"]},
                teams=[teams[line["team"]]],
                priority=line["priority"] // 10,
                service_level_seconds=line["service_level"]["seconds"],
                relax=[
                    routing.Ring(after_seconds=45, level_drop=1, any_team=True),
                    routing.Ring(after_seconds=120, level_drop=2, any_team=True),
                ],
                overflow=routing.Overflow(flow["after_seconds"], flow["to"]) if flow else None,
                fast_lane_for_tiers=["black"],
                codes_required=True,
            )
            draft = routing.QueueDraft(
                code=line["code"],
                name_zh=line["zh"],
                name_en=line["en"],
                kind=line["lane"],
                policy=policy,
                position=position,
            )
            await routing.put_queue(tx, draft)


async def load_knowledge(tx: Tx) -> None:
    """Articles and templates as they are shipped; what people have changed or deleted is theirs."""
    edited = await knowledge.edited_articles(tx.conn)
    await guides.lay_in(tx)
    for file in content.folder("knowledge"):
        for article in file["articles"]:
            drafts = [_article(article), *([_article(article, english=True)] if article.get("title_en") else [])]
            for draft in drafts:
                if (draft.slug, draft.locale) not in edited:
                    await knowledge.put_article(tx, draft)
    dropped = await knowledge.dropped_templates(tx.conn)
    for file in content.folder("templates"):
        for template in file["templates"]:
            if template["code"] in dropped:
                continue
            await knowledge.put_template(
                tx,
                knowledge.TemplateDraft(
                    code=template["code"],
                    category=file["name"],
                    category_en=file["name_en"],
                    title=template["title"],
                    shortcut=template["shortcut"],
                    body=template["body"],
                    body_en=template.get("body_en"),
                ),
            )


async def load_rehearsal(tx: Tx) -> None:
    """Simulated customers for the bot's rehearsals, once; from then on they are the house's."""
    script = rehearsal.together(rehearsal.parse(one.read_text("utf-8")) for one in content.rehearsal_files())
    await rehearsal.lay_in(tx, script, SYSTEM.name)


def _help_page() -> selfcare.SelfcarePage:
    """The self-service page as its file says; from then on it is its administrators'."""
    said = content.brand()["help"]
    return selfcare.SelfcarePage(
        on=True,
        title_zh=said["title"],
        title_en=said["title_en"],
        intro_zh=said["intro"],
        intro_en=said["intro_en"],
        shelves=[selfcare.SelfcareShelf(one["zh"], one["en"]) for one in said["shelves"]],
        hot=said["hot"],
    )


async def load_intents(tx: Tx, *, learn: bool = True) -> None:
    """Intents with their examples, once; with `learn` a worker then learns from them and publishes what it has learned."""
    listed, outside = content.intents()
    drafts = [
        (understanding.IntentDraft(name_zh=one["zh"], name_en=one["en"], about=one["about"]), texts)
        for one, texts in listed
    ]
    if await understanding.lay_in(tx, drafts, outside, SYSTEM) and learn:
        await understanding.ask_training(tx, SYSTEM, at_once=True)


def _article(article: dict[str, Any], *, english: bool = False) -> knowledge.ArticleDraft:
    end = "_en" if english else ""
    return knowledge.ArticleDraft(
        slug=article["id"],
        locale="en" if english else "zh-CN",
        title=article[f"title{end}"],
        category=article["category"],
        audience=article["audience"],
        questions=article.get(f"questions{end}", []),
        body=article[f"body{end}"].strip(),
        tags=[str(t) for t in article.get("tags", [])],  # YAML reads 618 as a number
        related=article.get("related", []),
    )
