"""Sets of texts for the bench of understanding: the demo's articles, which ship, and public sets from a folder.

The folder holds, each if there: `banking77/train.csv` and `test.csv` (text,category; without the second a fifth of the
first is held out), `clinc150/{train,val,oos_train,oos_val}.csv` (text,intent), `crosswoz_zh/test_turns.csv` (role, text, acts).
"""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import rjieba
import yaml

from qingfeng.modules.knowledge.words import SAME

Labelled = list[tuple[str, str]]
"""Texts, each with what it is about."""
LEAST = 25
"""Texts of an intent of CrossWOZ."""
_SAME = (*SAME, ("怎么", "如何", "咋"), ("什么", "啥"), ("哪里", "哪儿"), ("酒店", "宾馆", "旅馆"), ("餐馆", "饭店", "餐厅"),
         ("景点", "景区"), ("附近", "周边"), ("门票", "票价"), ("谢谢", "感谢"), ("推荐", "介绍"), ("地址", "位置"), ("知道", "清楚"))  # fmt: skip
_SOUND = [
    "在再",
    "的得地",
    "做作",
    "账帐",
    "他她它",
    "那哪",
    "吗嘛么",
    "已以",
    "坐座",
    "付附",
    "定订",
    "带戴",
    "份分",
    "到道",
    "店点",
    "见件",
    "期其",
    "好号",
    "机几",
    "会回",
]
_BEFORE = ("请问", "你好，", "麻烦问下", "我想问一下", "那个", "亲，")
_AFTER = ("呢", "啊", "谢谢", "？", "呀", "，急", "吧")


class Task(NamedTuple):
    """`outside`: texts of no intent, to learn the threshold from and to be told. `chinese`: how words are cut."""

    name: str
    train: Labelled
    test: Labelled
    outside: tuple[list[str], list[str]] = ([], [])
    chinese: bool = False


class Shop(NamedTuple):
    """Entries (text, id), several texts of one id are its phrasings; questions (text, id)."""

    name: str
    entries: Labelled
    questions: Labelled


def tasks(folder: Path | None) -> list[Task]:
    """What intents are learned from."""
    found = []
    if rows := _read(folder, "banking77/train.csv", "text", "category"):
        held = _read(folder, "banking77/test.csv", "text", "category")
        found.append(Task("Banking77", *((rows, held) if held else _split(rows, 5))))
    if rows := _read(folder, "clinc150/train.csv", "text", "intent"):
        outside = [[text for text, _ in _read(folder, f"clinc150/oos_{of}.csv", "text", "intent")] for of in ("train", "val")]  # fmt: skip
        found.append(Task("CLINC150", rows, _read(folder, "clinc150/val.csv", "text", "intent"), (outside[0], outside[1])))  # fmt: skip
    if rows := acts(folder):
        found.append(Task("CrossWOZ acts (zh)", *_split(rows, 5), chinese=True))
    found.append(Task("demo categories (zh)", *_split([(q, one.category) for one in articles() for q in one.questions], 5), chinese=True))  # fmt: skip
    return found


def shops(folder: Path | None) -> list[Shop]:
    """What is retrieved from."""
    chance = random.Random(11)
    shop = articles()
    held = [(one, chance.randrange(len(one.questions))) for one in shop]
    rest = [(q, one.slug) for one, out in held for at, q in enumerate([*one.questions, one.title]) if at != out]
    every = [(q, f"{one.slug}/{at}") for one in shop for at, q in enumerate(one.questions)]
    found = [
        Shop("demo, one similar question held out", rest, [(one.questions[out], one.slug) for one, out in held]),
        Shop("demo, by titles alone", [(one.title, one.slug) for one in shop], [(q, one.slug) for one in shop for q in one.questions]),
        Shop("demo, every question an entry, edited", every, [(edited(q, chance, 3), slug) for q, slug in every]),
    ]  # fmt: skip
    lines = list(dict.fromkeys(text for _, text, _ in _turns(folder) if 5 <= len(text) <= 40))
    chance.shuffle(lines)
    for much in (1, 2, 3) if lines else ():
        entries = [(line, str(at)) for at, line in enumerate(lines[:4_500])]
        asked = [(edited(line, chance, much), slug) for line, slug in entries[:2_000]]
        found.append(Shop(f"CrossWOZ, 4,500 sentences, edited {much}", entries, asked))
    for name, rows in (("CrossWOZ acts, five of each", acts(folder)), ("Banking77, five of each", _read(folder, "banking77/train.csv", "text", "category")), ("CLINC150, five of each", _read(folder, "clinc150/train.csv", "text", "intent"))):  # fmt: skip
        if rows:
            known, asked = shots(rows, 5, chance)
            found.append(Shop(name, known, asked[:2_000]))
    return found


def shots(rows: Labelled, most: int, chance: random.Random) -> tuple[Labelled, Labelled]:
    """So many of each, by chance, and the others."""
    order = list(rows)
    chance.shuffle(order)
    taken: Counter[str] = Counter()
    parts: tuple[Labelled, Labelled] = ([], [])
    for text, label in order:
        taken[label] += 1
        parts[taken[label] > most].append((text, label))
    return parts


def acts(folder: Path | None) -> Labelled:
    """Customers' turns that are about one thing: their only act but for greetings and thanks is the intent."""
    found: dict[str, str] = {}
    for role, text, said in _turns(folder):
        about = {one for one in said.split("|") if one and not one.startswith("General")}
        if role == "usr" and len(about) == 1:
            found.setdefault(text, next(iter(about)))
    having = Counter(found.values())
    return [(text, about) for text, about in found.items() if having[about] >= LEAST]


class Article(NamedTuple):
    slug: str
    title: str
    category: str
    questions: list[str]


def articles() -> list[Article]:
    """The demo's Chinese articles for customers."""
    files = Path(str(resources.files("qingfeng.app"))) / "demo" / "data" / "knowledge"
    every = [a for file in sorted(files.glob("*.yaml")) for a in yaml.safe_load(file.read_text("utf-8"))["articles"]]
    return [
        Article(a["id"], a["title"], a["category"], [str(q) for q in a["questions"]])
        for a in every
        if a["audience"] == "customer"
    ]


def edited(line: str, chance: random.Random, much: int) -> str:
    """A line as another might write it: so many words for others of the same meaning, words dropped, two swapped, a
    character for one that sounds alike, a greeting before or a particle after."""
    said = 0
    for same in chance.sample(_SAME, len(_SAME)):
        word = next((one for one in sorted(same, key=len, reverse=True) if one in line), None)
        if said < much and word is not None and chance.random() < 0.7:
            line, said = line.replace(word, chance.choice([one for one in same if one != word]), 1), said + 1
    words = list(rjieba.cut(line))
    for least in range(4, 4 + much):
        if chance.random() < 0.5 and len(words) > least:
            del words[chance.randrange(len(words))]
    if chance.random() < 0.2 and len(words) > 3:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = words[at + 1], words[at]
    if much > 1 and chance.random() < 0.4 and len(parts := re.split("[，,]", "".join(words))) == 2:
        words = [parts[1].rstrip("。？?"), "，", parts[0]]
    line = "".join(words)
    slips = [(at, group) for at, char in enumerate(line) for group in _SOUND if char in group]
    if slips and chance.random() < 0.3:
        at, group = chance.choice(slips)
        line = line[:at] + chance.choice(group.replace(line[at], "")) + line[at + 1 :]
    before = chance.choice(_BEFORE) if chance.random() < 0.3 else ""
    return before + (line.rstrip("？?。！!") + chance.choice(_AFTER) if chance.random() < 0.3 else line)


def _split(rows: Labelled, every: int) -> tuple[Labelled, Labelled]:
    """One of so many is held out."""
    order = list(rows)
    random.Random(7).shuffle(order)
    return [one for at, one in enumerate(order) if at % every], order[::every]


def _turns(folder: Path | None) -> list[tuple[str, str, str]]:
    return [(a, b, c) for a, b, c in _rows(folder, "crosswoz_zh/test_turns.csv", "role", "text", "acts")]


def _read(folder: Path | None, file: str, *columns: str) -> Labelled:
    return [(a, b) for a, b in _rows(folder, file, *columns)]


def _rows(folder: Path | None, file: str, *columns: str) -> list[list[str]]:
    if folder is None or not (folder / file).exists():
        return []
    with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
        return [[row[column] for column in columns] for row in csv.DictReader(lines)]
