"""The reference page of the figures, written from their definitions. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from qingfeng.modules.insight.kpi import KPIS, Kpi
from qingfeng.modules.insight.measures import MEASURES

_HEAD = """# 运营指标 Key figures

<!-- Written by `python -m qingfeng.modules.insight.reference` from the definitions in the code; do not edit. -->

每个指标只定义一次；界面、导出和本页均来自同一处定义。时间按企业所在时区（默认 Asia/Shanghai）的自然日统计。
Each figure is defined once; screens, exports and this page are written from there. Days are those of the house's time zone
(Asia/Shanghai unless set otherwise).

- 机器人 Bots: 机器人独立接待的会话不进入人工指标。What the bot handles alone is in no figure about people.
- 数字员工 The digital employee: “回合”是机器人的一次决定，取自它自己的决定记录（保留一个月，会话关闭时读入并从此保留）；此版本之前关闭、没有这种记录的会话，没有人工接入的都算独立解决，也不进入按回合计的指标。72 小时内是否再来要等满 72 小时才知道：此前的日子没有数值，合计只到已知的那天。抽检类指标给出样本数与 95% 区间（Wilson），样本太少不给数值。
  A turn is a decision of the bot, from its own record (kept for a month; read when a contact ends, and kept from then on). Contacts that ended before this version have no such record: of them those that no person had count as contained, and they are in no figure about turns. Whether a customer comes again within 72 h is known when these are over: later days have no value, and totals end with the last day that is known. Figures from reviews come with the sample's size and the 95 % interval (Wilson); of too few no number is told.
- 营业时间 Business hours: 时长为自然时长；名称带“营业时间内”的，只计所在队列的日历（没有则为企业日历）开放的部分，节假日、调休上班与跨零点时段均照日历。按计入时的日历，此后修改日历不影响已计入的会话；两者皆无则视为全天营业。
  Durations are of the clock, except those that say “in business hours”: of these only what lies within the calendar of the queue counts (else the house's), with its holidays, make-up days and hours past midnight. By the calendar as it was when it was counted: editing it changes nothing afterwards. Without any calendar it is always open.
- 转接 Transfers: 队列间流转算同一次等待，归最后的队列；接起后再次排队为新的一次等待。A wait moved between queues is one wait, of the last queue; back in a queue after an agent had it, a new one.
- 短放弃 Short abandonment: 等待不足 10 秒即放弃的，不计入服务水平和放弃率。Abandoned in less than 10 s is left out of service level and abandonment.
- 团队 Teams: 按座席当前所属团队汇总。By the team an agent is in today.
- 座席时长 Agents' time: 按日、团队、座席查看，不分队列与渠道；截至此刻仍在持续的计到此刻。By day, team and agent, of no queue or channel; what still lasts counts up to now.
- 趋势 Trend: 与之前同样天数相比；范围含今天时，只比到昨日同一时刻（精确到一刻钟）。Against as many days before; while today goes on, up to the same time of day (to a quarter of an hour).

## 数据从哪来 Where the numbers come from

每个会话的事实由事件得出，与到达顺序和次数无关；事实的每一次计数（“计数”一节）都留有记录，指标是它们的合计，因此点开任何数字看到的正是被计入的会话。
Each contact's facts follow from events, in whatever order and however often they come; every single thing counted (see below) is
kept, and a figure is their sum: the conversations behind a number are exactly those it counts.

`qingfeng insight rebuild` 重新统计全部指标：重放仍保留的事件（三天），再由已有事实重新合计，并采用企业当前的时区。服务可以不停；期间看到的数字可能不全。
counts everything anew: events that are still kept (three days) are told again, then all figures are added up from the facts, by
the time zone the house has now. The service need not stop; figures may be incomplete while it runs.

每次回复（`reply`）的等待时长取自会话记录，队列与渠道取自该消息的事件；写入一次，之后不变。
How long a reply (`reply`) was waited for is read from the thread, its queue and channel from the message's event; it is written
once and stays.

不能重算的：事件已清除的会话，其在队列与座席之间的流转、每次回复当时的队列与渠道、座席状态的历史无法从会话记录还原；它们保留原有事实，不会丢失，但若从未统计过则无从得知。
What cannot be found again: of contacts whose events were swept, when they moved between queues and agents, in which queue and on
which channel each reply was given, and when agents changed state. What was counted is kept; what never was is not known.

## 告警 Alerts

现场页按阈值提示需要关注的情况，主管可在页面上修改阈值（`insight.manage`），修改会写入审计。
The floor tells what to look at by limits that supervisors may set there (`insight.manage`); changes are audited.
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
