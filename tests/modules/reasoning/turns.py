"""One turn of a scripted model, with articles and systems that a test has written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from qingfeng.contracts.messages import Attachment, Author, AuthorKind, Message
from qingfeng.kernel.clock import SystemClock
from qingfeng.modules.reasoning.loop import Brief, Came, Found, Looked, Loop
from qingfeng.modules.reasoning.model import ModelChoices, ModelLookUp
from qingfeng.modules.reasoning.prompt import Scene
from qingfeng.modules.reasoning.tools import Reading, Task
from qingfeng.ports.conformance.llm import Asked, Line, Script, said
from qingfeng.ports.llm import ToolCall
from tests.support.scripted_model import ScriptedModel

HERE = UUID(int=7)
WARRANTY = Found(
    id=str(UUID(int=1)),
    title="空调保修期多长",
    text="整机免费包修3年，压缩机包修10年，自签收次日起算。上门费50元，保修期内免收。详见 https://care.example.com/warranty 。",
)
RETURNS = Found(
    id=str(UUID(int=2)),
    title="退货与退款",
    text="签收后7天内，未拆封的商品支持无理由退货；拆封后影响二次销售的不支持退货。\n退款在1-3个工作日内原路退回。\n"
    "质量问题的运费由我们承担，其他原因的运费由买家承担。",
)
ORDER = ModelLookUp(system="business", operation="find_order", give={"number": "own_order", "tail": "own_phone_tail"})
MINE = "ZX2623123190"


def message(author: AuthorKind, text: str, seq: int, *, file: str = "") -> Message:
    return Message(
        id=UUID(int=seq),
        conversation_id=HERE,
        seq=seq,
        prev=seq - 1,
        author=Author(author, None, author),
        kind="file" if file else "text",
        text=text,
        attachment=Attachment(HERE, file, 10, "application/pdf") if file else None,
        at=datetime(2026, 7, 1, 2, 0, seq % 60, tzinfo=UTC),
    )


@dataclass
class Box:
    """`articles` are found by any shared pair of characters; `data` is what the system says."""

    articles: list[Found] = field(default_factory=lambda: [WARRANTY, RETURNS])
    data: str = f"number：{MINE}\nsaid_zh：运输途中\npaid：3499元"
    error: str = ""
    looked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)

    async def search(self, query: str) -> list[Found]:
        self.searched.append(query)
        pairs = {query[i : i + 2] for i in range(len(query) - 1)}
        return [one for one in self.articles if any(p in one.title + one.text for p in pairs)]

    async def look_up(self, look_up: ModelLookUp, give: dict[str, str], seconds: float) -> Looked:
        self.looked.append((look_up.operation, give))
        return Looked(error=self.error) if self.error else Looked(text=self.data)


def call(name: str, at: int = 1, **arguments: Any) -> ToolCall:
    return ToolCall(f"c{at}", name, json.dumps(arguments, ensure_ascii=False))


def uses(*calls: ToolCall, text: str = "") -> Line:
    return Line(pieces=[text] if text else [], calls=list(calls))


@dataclass
class Stage:
    lines: list[Line]
    box: Box = field(default_factory=Box)
    choices: ModelChoices = field(default_factory=lambda: ModelChoices(on=True, price_in=2.0, price_out=8.0))
    found: list[Found] = field(default_factory=list)
    own: bool = True
    shown: list[str] = field(default_factory=list)
    script: Script = field(default_factory=Script)

    async def turn(self, *words: str, messages: list[Message] | None = None) -> Came:
        """What comes of a turn about these words of the customer."""
        self.script.lines = self.lines
        talk = messages or [message("customer", w, at) for at, w in enumerate(words, 1)]
        scene = Scene(brand="清风家电", language="zh", mark="a1b2c3d4", choices=self.choices)
        own = {"own_phone": ["13800000512"], "own_phone_tail": ["0512"], "own_order": [MINE]} if self.own else {}
        brief = Brief(
            scene=scene,
            messages=talk,
            question=talk[-1].text,
            found=self.found,
            tasks=[Task(name="return_goods", title="退货退款")],
            readings=[Reading(look_up=ORDER, title="查订单", own=own)],
        )
        loop = Loop(ScriptedModel(self.script), self.box, SystemClock(), brief, self.shown.append)
        return await loop.run()

    @property
    def asked(self) -> list[Asked]:
        return self.script.asked


async def answered(text: str, *words: str, found: list[Found] | None = None) -> Came:
    """What comes of it when the model says this to what the customer wrote."""
    stage = Stage([said(text)], found=found if found is not None else [WARRANTY, RETURNS])
    return await stage.turn(*(words or ("空调保修多久？",)))


def text_of(came: Came) -> str:
    return came.thought.text if came.thought else ""


def faults(came: Came) -> list[str]:
    return [one.fault for one in came.trace.detail.removed]
