"""The demo tenant's content: complete, consistent with itself, and written in Simplified Chinese.

Every check reads the YAML files alone, so an editor of the texts can run it without a database.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from qingfeng.kernel.variables import fill

DATA = Path(__file__).resolve().parents[2] / "src" / "qingfeng" / "app" / "demo" / "data"
FILES = sorted(DATA.rglob("*.yaml"))
HAN = re.compile(r"[\u4e00-\u9fff]")
VARIABLE = re.compile(r"\{\{\s*(.*?)\s*(?:\|[^{}]*)?\}\}")
MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
MAX_LINES = 600
MAX_OVERLAP = 0.8
EARNED = {"paid", "shipped", "delivered", "completed"}
RECEIVED = {"delivered", "completed", "refunding", "refunded", "exchanging"}
ORDER_STATUS = EARNED | RECEIVED | {"pending_payment", "cancelled"}

Record = dict[str, Any]
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DATA)))


@cache
def load(path: Path) -> Record:
    with path.open(encoding="utf-8") as stream:
        content = yaml.safe_load(stream)
    assert isinstance(content, dict), f"{path.name}: the top level must be a mapping"
    return content


def single(name: str, key: str) -> list[Record]:
    return list(load(DATA / f"{name}.yaml")[key])


def gather(folder: str, key: str) -> list[Record]:
    return [item for path in sorted((DATA / folder).glob("*.yaml")) for item in load(path).get(key, [])]


ARTICLES = gather("knowledge", "articles")
TEMPLATES = gather("templates", "templates")
CUSTOMERS = gather("customers", "customers")
DIALOGUES = gather("dialogues", "dialogues")
INTENTS = gather("dialogues", "intents")
PEOPLE = single("people", "people")
QUEUES = single("queues", "queues")
PRODUCTS = {product["sku"]: product for product in single("products", "products")}
ORDERS = [(customer, order) for customer in CUSTOMERS for order in customer["orders"]]
TALKS = [(customer, talk) for customer in CUSTOMERS for talk in customer.get("conversations", [])]


def entries(value: object) -> Iterator[tuple[object, object]]:
    """Every key with its value, and every index with its item, at any depth."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        yield key, item
        yield from entries(item)


def strings(value: object) -> list[str]:
    """Every string inside nested lists and mappings, keys left out."""
    return [text for _, text in entries([value]) if isinstance(text, str)]


def codes(rows: list[Record], key: str = "code") -> set[str]:
    return {row[key] for row in rows}


def assert_unique(values: list[str], what: str) -> None:
    repeated = [value for value, times in Counter(values).items() if times > 1]
    assert not repeated, f"{what} used more than once: {repeated}"


def trigrams(text: str) -> frozenset[str]:
    plain = re.sub(r"\s+", "", VARIABLE.sub("", text))
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def assert_distinct(texts: dict[str, str]) -> None:
    """No two share more than MAX_OVERLAP of the shorter one's character trigrams."""
    grams = {name: trigrams(text) for name, text in texts.items()}
    pairs = [(a, b, len(grams[a] & grams[b]) / min(len(grams[a]), len(grams[b]))) for a, b in combinations(grams, 2)]
    alike = [pair for pair in pairs if pair[2] > MAX_OVERLAP]
    assert not alike, f"texts that say the same thing twice: {alike}"


@each_file
def test_file_loads_is_short_and_has_no_empty_value(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES

    for key, item in entries(load(path)):
        # PyYAML reads a bare `no`, `yes` or `on` as true or false: such a key must be in quotes.
        assert type(key) in {str, int}, f"{key!r} is not read as text"
        # A talk the assistant handled alone has no agent; nothing else may be left empty.
        assert item is not None or key == "agent", f"{key} is empty"


@each_file
def test_chinese_is_simplified(path: Path) -> None:
    """GB 2312 holds the simplified forms only, so a traditional-only character fails to encode.

    Cantonese-speaking customers write in their own characters: their lines are the exception. So are the examples of
    intents and what simulated customers say in rehearsals, which are what customers write.
    """
    cantonese = set("咗嘅嘢佢啲喺冇嚟嘥攞噉咁哋嗰喇睇")
    if path.parent.name == "rehearsal":
        return
    strange = set()
    for text in strings(load(path)):
        if cantonese & set(text) or (path.parent.name == "intents" and "\n" in text):
            continue
        for char in HAN.findall(text):
            try:
                char.encode("gb2312")
            except UnicodeEncodeError:
                strange.add(char)
    assert not strange, f"not in Simplified Chinese: {sorted(strange)}"


@each_file
def test_variables_are_known(path: Path) -> None:
    allowed = codes(single("variables", "variables"), "name")
    used = {name for text in strings(load(path)) for name in VARIABLE.findall(text)}
    assert used <= allowed, f"unknown variables: {sorted(used - allowed)}"


def test_no_phone_number_could_be_a_real_persons() -> None:
    found = [number for path in FILES for number in MOBILE.findall(path.read_text(encoding="utf-8"))]
    assert [number for number in found if not number.startswith("1990000")] == []


def test_knowledge_is_complete() -> None:
    assert len(ARTICLES) >= 80
    assert len([a for a in ARTICLES if a["audience"] == "agent"]) >= 8
    assert len([a for a in ARTICLES if "body_en" in a]) >= 12
    assert_unique([a["id"] for a in ARTICLES], "article id")
    assert_unique([a["title"] for a in ARTICLES], "article title")
    assert_unique([q for a in ARTICLES for q in a["questions"]], "similar question")


@pytest.mark.parametrize("article", ARTICLES, ids=lambda a: str(a["id"]))
def test_article(article: Record) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", article["id"])
    assert article["audience"] in {"customer", "agent"}
    assert 5 <= len(article["questions"]) <= 8
    assert article["tags"]
    assert "\n|" not in article["body"], "a chat bubble shows no tables; write a list"
    assert 100 <= len(HAN.findall(article["body"])) <= 400
    assert article["id"] not in article["related"]
    assert set(article["related"]) <= {a["id"] for a in ARTICLES}
    english = {key: article[key] for key in ("title_en", "questions_en", "body_en") if key in article}
    assert len(english) in {0, 3}, "an English version needs title, questions and body"
    assert not HAN.findall("".join(strings(english)))


def test_customers_are_not_sent_to_internal_articles() -> None:
    internal = {a["id"] for a in ARTICLES if a["audience"] == "agent"}
    assert [a["id"] for a in ARTICLES if a["id"] not in internal and internal & set(a["related"])] == []


def test_no_two_texts_say_the_same() -> None:
    assert_distinct({a["id"]: a["body"] for a in ARTICLES})
    assert_distinct({t["code"]: t["body"] for t in TEMPLATES})


def test_warranty_article_agrees_with_the_catalogue() -> None:
    body = next(a["body"] for a in ARTICLES if a["id"] == "warranty-period")
    names = {c["code"]: c["zh"].removeprefix("空气") for c in single("products", "categories")}
    rows = [line for line in body.splitlines() if line.startswith("- ")]
    for product in PRODUCTS.values():
        if product["category"] == "consumable":
            continue
        row = next(line for line in rows if names[product["category"]] in re.split("[ 、：]", line))
        years = [int(number) for number in re.findall(r"(\d+) 年", row)]
        expected = [product["warranty_months"] // 12]
        expected += [product["part"]["months"] // 12] if "part" in product else []
        assert years == expected, f"{product['sku']}: {row}"


@pytest.mark.parametrize(
    ("article", "skus"),
    [
        ("ac-choose-size", ["ac-a3-26", "ac-a3-35", "ac-l5-72"]),
        ("fridge-choose", ["fr-x3-328", "fr-x5-506"]),
        ("washer-choose", ["wm-b2-8", "wm-r7-10", "wm-r9-wd"]),
        ("robot-choose", ["rv-s3", "rv-s5"]),
        ("heater-choose", ["gh-g7-16", "eh-h5-60"]),
        ("purifier-choose", ["wp-w5-800", "ap-p4"]),
        ("purifier-filter-change", ["wp-pac", "wp-ro"]),
        ("air-filter-change", ["ap-filter"]),
        ("robot-brush", ["rv-brush"]),
    ],
)
def test_prices_in_articles_agree_with_the_catalogue(article: str, skus: list[str]) -> None:
    body = next(a["body"] for a in ARTICLES if a["id"] == article)
    for sku in skus:
        assert f"{PRODUCTS[sku]['price']} 元" in body, f"{article} quotes another price for {sku}"


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        (r"上门检测费?\**[：:]? ?(\d+) 元", "50"),
        (r"高空作业（[^）]*）：(\d+) 元|work at height on ropes (\d+)", "150"),
        (r"混凝土墙(?:孔：|，孔 |一个 )(\d+)|concrete (?:hole |is CNY )(\d+)", "80"),
        (r"7 楼起(?:才)?每层(?:每件)? ?(\d+) 元", "10"),
        (r"(\d+) 分抵 1 元", "100"),
        (r"镁棒[^。]{0,20}?一共 (\d+) 元|配件加人工 (\d+) 元", "128"),
        (r"超过约定时段 30 分钟：(\d+) 元", "30"),
        (r"满 1000 减 (\d+)", "80"),
        (r"通话录音 (\d+) 天", "180"),
    ],
)
def test_a_rule_is_told_the_same_everywhere(pattern: str, value: str) -> None:
    told = [
        next(group for group in match.groups() if group)
        for path in FILES
        for text in strings(load(path))
        for match in re.finditer(pattern, text)
    ]
    assert set(told) == {value}


def test_templates_are_complete() -> None:
    assert len(TEMPLATES) >= 200
    assert len(list((DATA / "templates").glob("*.yaml"))) >= 20
    assert len([t for t in TEMPLATES if "body_en" in t]) >= 30
    for key in ("code", "title", "shortcut", "body"):
        assert_unique([t[key] for t in TEMPLATES], f"template {key}")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t["code"]))
def test_template(template: Record) -> None:
    assert re.fullmatch(r"[a-z]+-\d\d", template["code"])
    assert re.fullmatch(r"[a-z0-9]+", template["shortcut"])
    assert 8 <= len(template["body"]) <= 200
    assert not HAN.findall(template.get("body_en", ""))
    if "body_en" in template:
        left_out = set(VARIABLE.findall(template["body_en"])) - set(VARIABLE.findall(template["body"]))
        # A greeting may address the customer or name the agent in one language only.
        assert left_out <= {"customer.title", "agent.name"}, f"only in English: {left_out}"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: str(t["code"]))
def test_a_visitor_who_has_not_said_their_name_is_addressed_all_the_same(template: Record) -> None:
    for body in (template["body"], template.get("body_en", "")):
        _, missing = fill(body, {})
        assert not {"customer.title", "customer.name"} & set(missing), (
            "say what stands there, as in {{customer.title|您}}"
        )


def test_nobody_is_told_that_the_system_is_busy() -> None:
    spoken = strings([TEMPLATES, INTENTS, [talk for _, talk in TALKS], load(DATA / "brand.yaml")])
    assert [text for text in spoken if "系统繁忙" in text or "带来不便" in text] == []


def test_queues_point_at_things_that_exist() -> None:
    assert len(QUEUES) == 8
    assert_unique([w["code"] for q in QUEUES for w in q["wrap_up"]], "wrap-up code")
    for queue in QUEUES:
        assert queue["team"] in codes(single("brand", "teams"))
        assert codes(queue["skills"]) <= codes(single("brand", "skills"))
        if "overflow" in queue:
            assert queue["overflow"]["after_seconds"] > queue["service_level"]["seconds"]
        assert len(queue["wrap_up"]) <= 15
        needs = {need["code"]: need["level"] for need in queue["skills"]}
        able = [p for p in PEOPLE if all(p["skills"].get(code, 0) >= level for code, level in needs.items())]
        assert len(able) >= 2, f"hardly anybody can serve {queue['code']}"


def test_overflow_comes_to_an_end() -> None:
    leads_to = {q["code"]: q["overflow"]["to"] for q in QUEUES if "overflow" in q}
    assert set(leads_to.values()) <= codes(QUEUES)
    for code in leads_to:
        passed = [code]
        while passed[-1] in leads_to:
            assert leads_to[passed[-1]] not in passed, f"overflow runs in a circle: {passed}"
            passed.append(leads_to[passed[-1]])


def test_people() -> None:
    roles = Counter(person["role"] for person in PEOPLE)
    assert roles == {"agent": 16, "supervisor": 2, "admin": 1, "knowledge_editor": 1}
    assert_unique([p["id"] for p in PEOPLE], "person id")
    assert_unique([p["email"] for p in PEOPLE], "e-mail")
    for person in PEOPLE:
        assert person["email"].endswith("@example.com")
        assert person["team"] in codes(single("brand", "teams"))
        assert set(person["skills"]) <= codes(single("brand", "skills"))
        assert all(1 <= level <= 5 for level in person["skills"].values())
    supervisors = {p["id"] for p in PEOPLE if p["role"] == "supervisor"}
    assert {team["supervisor"] for team in single("brand", "teams")} <= supervisors


def test_brand_texts() -> None:
    brand = load(DATA / "brand.yaml")
    assert len(brand["widget"]["quick_questions"]) == 6
    public = {a["id"] for a in ARTICLES if a["audience"] == "customer"}
    assert {question["article"] for question in brand["widget"]["quick_questions"]} <= public
    assert len(brand["hours"]["weekly"]) == 7
    days = [str(day["date"]) for day in brand["hours"]["exceptions"]]
    assert days == sorted(set(days))
    assert all(opens < closes for day in brand["hours"]["exceptions"] for opens, closes in day["spans"])


def test_both_languages_are_there_wherever_a_screen_needs_them() -> None:
    for name in ("brand", "queues", "products"):
        for _, row in entries(load(DATA / f"{name}.yaml")):
            if isinstance(row, dict) and {"zh", "code"} <= set(row):
                assert row.get("en"), f"{name}: no English for {row['code']}"


def test_customers_are_complete() -> None:
    assert len(CUSTOMERS) >= 50
    assert len([c for c in CUSTOMERS if c.get("conversations")]) >= 25
    for key in ("id", "name", "phone", "email"):
        assert_unique([c[key] for c in CUSTOMERS], f"customer {key}")
    assert_unique([order["no"] for _, order in ORDERS], "order number")
    assert_unique([o["logistics"]["tracking"] for _, o in ORDERS if "logistics" in o], "tracking number")
    assert_unique([d["serial"] for c in CUSTOMERS for d in c.get("devices", [])], "serial number")


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda c: str(c["id"]))
def test_customer(customer: Record) -> None:
    assert re.fullmatch(r"1990000\d{4}", customer["phone"])
    assert customer["email"].endswith("@mail.example")
    assert customer["title"] in {"女士", "先生"}
    assert 1 <= len(customer["orders"]) <= 5
    tiers = {tier["code"]: tier["yearly_spend"] for tier in single("brand", "tiers")}
    spent = sum(o["paid"] for o in customer["orders"] if o["placed_days_ago"] <= 365 and o["status"] in EARNED)
    assert customer["tier"] == max((t for t in tiers if tiers[t] <= spent), key=lambda t: tiers[t])
    assert customer["since_days"] >= max(o["placed_days_ago"] for o in customer["orders"])
    if "dedicated_agent" in customer:
        assert customer["tier"] == "black"
        assert customer["dedicated_agent"] in {p["id"] for p in PEOPLE}
    for device in customer.get("devices", []):
        assert device["warranty_months"] == PRODUCTS[device["sku"]]["warranty_months"]


@pytest.mark.parametrize(("customer", "order"), ORDERS, ids=lambda x: str(x.get("no", x.get("id"))))
def test_order(customer: Record, order: Record) -> None:
    assert re.fullmatch(r"ZX\d{10}", order["no"])
    assert order["status"] in ORDER_STATUS
    for item in order["items"]:
        assert item["price"] == PRODUCTS[item["sku"]]["price"]
    total = sum(item["price"] * item["qty"] for item in order["items"])
    assert order["paid"] == total - sum(order.get("discounts", {}).values())
    assert order["paid"] > 0
    assert ("logistics" in order) == (order["status"] in RECEIVED | {"shipped"})
    if "logistics" not in order:
        return
    size = "large" if any(PRODUCTS[item["sku"]]["carrier"] == "large" for item in order["items"]) else "small"
    carrier = next(c for c in single("products", "carriers") if c["code"] == size)
    assert order["logistics"]["carrier"] == carrier["name"]
    assert re.fullmatch(carrier["prefix"] + r"\d{12}", order["logistics"]["tracking"])
    assert (order["logistics"]["status"] == "signed") == (order["status"] in RECEIVED)
    assert order["logistics"].get("signed_days_ago", 0) <= order["placed_days_ago"]


@pytest.mark.parametrize(("customer", "talk"), TALKS, ids=lambda x: str(x.get("id", x.get("days_ago"))))
def test_past_conversation(customer: Record, talk: Record) -> None:
    queue = next(q for q in QUEUES if q["code"] == talk["queue"])
    assert talk["wrap_up"] in codes(queue["wrap_up"])
    assert talk["close_reason"] in codes(single("queues", "close_reasons"))
    assert talk["days_ago"] <= customer["since_days"]
    assert 1 <= talk["satisfaction"] <= 5
    assert {tuple(message) for message in talk["messages"]} <= {("customer",), ("agent",), ("bot",)}
    assert any("agent" in message for message in talk["messages"]) == (talk["agent"] is not None)
    if talk["agent"] is not None:
        person = next(p for p in PEOPLE if p["id"] == talk["agent"])
        assert person["since_days"] >= talk["days_ago"], f"{person['name']} had not joined yet"
        # Only the safety line is staffed round the clock.
        assert "09:00" <= talk["at"] <= "21:00" or talk["wrap_up"] in {"rep-safety", "esc-safety"}


def test_dialogues_are_complete() -> None:
    assert len(DIALOGUES) >= 60
    assert_unique([d["id"] for d in DIALOGUES], "dialogue id")
    assert len([d for d in DIALOGUES if d["language"] == "en"]) >= 4
    assert len([d for d in DIALOGUES if d["persona"]["mood"] == "angry"]) >= 8
    assert len([d for d in DIALOGUES if d["escalates"] and "转人工" in "".join(strings(d))]) >= 3
    assert any("image" in line for d in DIALOGUES for line in d["opening"] if isinstance(line, dict))


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda d: str(d["id"]))
def test_dialogue(dialogue: Record) -> None:
    assert dialogue["intent"] in codes(INTENTS)
    assert dialogue["queue"] in codes(QUEUES)
    assert dialogue["persona"]["tier"] in codes(single("brand", "tiers"))
    assert 20 <= dialogue["persona"]["typing_cpm"] <= 200
    assert all(dialogue[phase] for phase in ("opening", "closing", "agent"))
    assert not VARIABLE.findall("".join(strings(dialogue)))
    said = [line for phase in ("opening", "to_bot", "to_human", "closing") for line in dialogue[phase]]
    assert all(isinstance(line, str) or set(line) <= {"image", "text"} for line in said)


def test_agent_lines() -> None:
    assert len(INTENTS) >= 10
    said = {i["code"]: i["opening"] + i["middle"] + i["closing"] for i in INTENTS}
    assert [code for code, lines in said.items() if not 8 <= len(lines) <= 12] == []
    assert_unique([line for lines in said.values() for line in lines], "line")
