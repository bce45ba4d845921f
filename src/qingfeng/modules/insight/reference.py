"""The reference page of the figures, written from their definitions. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.modules.insight.kpi import KPIS, MEASURES, Kpi

_HEAD = """# 运营指标 Key figures

<!-- Written by `python -m qingfeng.modules.insight.reference` from the definitions in the code; do not edit. -->

每个指标只定义一次；界面、导出和本页均来自同一处定义。时间按企业所在时区（默认 Asia/Shanghai）的自然日统计。
Each figure is defined once; screens, exports and this page are written from there. Days are those of the house's time zone
(Asia/Shanghai unless set otherwise).

- 机器人 Bots: 机器人独立接待的会话不进入人工指标。What the bot handles alone is in no figure about people.
- 营业时间 Business hours: 时长为自然时长，不扣除非营业时间。Durations are of the clock; closed hours are not taken out.
- 转接 Transfers: 队列间流转算同一次等待，归最后的队列；接起后再次排队为新的一次等待。A wait moved between queues is one wait, of the last queue; back in a queue after an agent had it, a new one.
- 短放弃 Short abandonment: 等待不足 10 秒即放弃的，不计入服务水平和放弃率。Abandoned in less than 10 s is left out of service level and abandonment.
- 团队 Teams: 按座席当前所属团队汇总。By the team an agent is in today.
"""


def page() -> str:
    """The whole page, as Markdown."""
    return "\n".join([_HEAD, *_figures(), *_measures()]) + "\n"


def _figures() -> Iterator[str]:
    yield "## 指标 Figures\n"
    for kpi in KPIS.values():
        yield f"### {kpi.zh} {kpi.en}\n"
        yield f"`{kpi.code}` = `{kpi.formula}`\n"
        yield f"{kpi.zh_definition}\n"
        yield f"{kpi.en_definition}\n"
        yield f"{_facts(kpi)}\n"


def _facts(kpi: Kpi) -> str:
    better = {"up": "越高越好 higher is better", "down": "越低越好 lower is better", "neither": "无优劣 neither way is better"}  # fmt: skip
    facts = [f"单位 unit: {kpi.unit}", better[kpi.better]]
    if kpi.target is not None:
        facts.append(f"目标 target: {kpi.target:g}")
    facts.append("可按座席查看 told by agent too" if kpi.by_agent else "不可按座席查看 not told by agent")
    return "; ".join(facts) + "."


def _measures() -> Iterator[str]:
    yield "## 计数 What is counted\n"
    for code, measure in MEASURES.items():
        yield f"- `{code}`: {measure.zh}。{measure.en}."


if __name__ == "__main__":
    import sys

    sys.stdout.write(page())
