import { beforeAll, describe, expect, it } from "vitest";
import type { Board, Kpi } from "@/api/types";
import { light } from "@/design/tokens";
import { addDays, allowed, asked, daysOf, filtered, grouped, read, write } from "@/features/insight/choice";
import type { Choice } from "@/features/insight/choice";
import { drawing, heightOf, points } from "@/features/insight/drawing";
import { bars, REASONS } from "@/features/insight/bot";
import {
  columnsOf,
  counted,
  figure,
  judged,
  rowName,
  sampleNote,
  trend,
  unknown,
  unknownNote,
} from "@/features/insight/figures";
import { setLocale } from "@/i18n";

const TODAY = "2026-07-10";
const at = (query: string, own = false): Choice => read(new URLSearchParams(query), TODAY, own);

export function kpi(more: Partial<Kpi> = {}): Kpi {
  return {
    code: "service_level",
    zh: "服务水平",
    en: "Service level",
    zh_definition: "及时接起的占比",
    en_definition: "The share answered in time",
    unit: "ratio",
    formula: "answered_in / answered",
    measures: [{ code: "answered", zh: "接起", en: "Answered", value: "ms", drill: true }],
    better: "up",
    target: 0.8,
    by_agent: false,
    settles: 0,
    least: 0,
    ...more,
  };
}

function board(more: Partial<Board>): Board {
  return {
    since: "2026-07-09T16:00:00Z",
    until: "2026-07-10T16:00:00Z",
    zone: "Asia/Shanghai",
    by: "hour",
    kpis: ["service_level"],
    rows: [],
    total: {},
    before: {},
    samples: {},
    known_until: null,
    ...more,
  };
}

beforeAll(() => setLocale("zh-CN"));

describe("what the board is asked", () => {
  it("is kept in the address and read back from it", () => {
    for (const query of [
      "range=30&by=queue&channel=open&kpi=offered",
      "range=today&by=hour",
      "from=2026-06-01&to=2026-06-09&by=day&team=t",
    ])
      expect(write(at(query))).toBe(`/insight?${query}`);
  });

  it("is as for a newcomer when the address says nothing or nonsense", () => {
    const plain = { range: "7", from: "2026-07-04", to: TODAY, by: "day" };
    expect(at("")).toMatchObject(plain);
    expect(at("range=century&by=weather&from=2026-02-31x&to=1")).toMatchObject(plain);
    expect(at("from=2026-07-09&to=2026-07-01")).toMatchObject(plain);
    expect(at("range=today")).toMatchObject({ by: "hour", from: TODAY });
  });

  it("joins no queue with people, and no hours with more than a month", () => {
    expect(at("by=agent&queue=q&channel=open")).toMatchObject({ by: "agent", queue: null, channel: null });
    expect(at("by=hour&team=t")).toMatchObject({ by: "day", team: "t" });
    expect(at("range=90&by=hour").by).toBe("day");
    expect(at("range=30&by=hour").by).toBe("hour");
    expect(filtered(at("by=agent"), "queue", "q")).toMatchObject({ by: "day", queue: "q" });
    expect(filtered(at("by=queue&queue=q"), "agent", "a")).toMatchObject({ queue: null, agent: "a" });
    expect(grouped(at("by=day&agent=a"), "channel")).toMatchObject({ by: "channel", agent: null });
    expect(grouped(at("by=day&queue=q"), "team")).toMatchObject({ by: "team", queue: null });
  });

  it("is of nobody else for somebody who sees only their own figures", () => {
    expect(at("by=agent&agent=other&team=t&queue=q", true)).toMatchObject({
      by: "day",
      agent: null,
      team: null,
      queue: null,
    });
    expect(asked(allowed(at("range=today"), true))).toEqual({ from: TODAY, to: TODAY, by: "day" });
  });

  it("counts days without the clocks of this machine", () => {
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysOf("2026-03-28", "2026-03-30")).toBe(3);
  });
});

describe("figures", () => {
  it("are said in their units", () => {
    expect(figure("count", 1234)).toBe("1,234");
    expect(figure("count", 12.34)).toBe("12.3");
    expect(figure("ratio", 0.9344)).toBe("93.4%");
    expect(figure("ratio", 1)).toBe("100%");
    expect(figure("seconds", 4.25)).toBe("4.3 秒");
    expect(figure("seconds", 130.4)).toBe("2 分 10 秒");
    expect(figure("score", 4.618)).toBe("4.62");
    expect(figure("ratio", null)).toBe("–");
    expect([counted("ms", 8000), counted("number", 5), counted("", 5)]).toEqual(["8.0 秒", "5", ""]);
  });

  it("are held against their target and against the days before", () => {
    expect([judged(kpi(), 0.8), judged(kpi(), 0.79), judged(kpi(), null)]).toEqual(["good", "bad", "plain"]);
    const fast = kpi({ unit: "seconds", better: "down", target: 30 });
    expect([judged(fast, 30), judged(fast, 31)]).toEqual(["good", "bad"]);
    expect(trend(kpi(), 0.9, 0.8)).toEqual({ up: true, text: "10.0 个百分点", tone: "good" });
    expect(trend(fast, 40, 20)).toEqual({ up: true, text: "100.0%", tone: "bad" });
    expect(trend(kpi({ unit: "count", better: "neither" }), 5, 10)).toMatchObject({ up: false, tone: "plain" });
    expect(trend(fast, 440, 40)).toBeNull(); // there was next to nothing before
    expect([trend(fast, 40, 0), trend(kpi(), 0.8, 0.80001), trend(kpi(), null, 1)]).toEqual([null, null, null]);
  });

  it("name their rows by the clocks of the house", () => {
    const row = { key: "2026-07-09T16:00:00Z", name: "", name_en: "" };
    expect(rowName("day", row, "Asia/Shanghai")).toBe("7/10 周五");
    expect(rowName("hour", row, "Asia/Shanghai")).toBe("7/10 00:00");
    expect(rowName("queue", { ...row, key: "" }, "Asia/Shanghai")).toBe("未进入队列");
    expect(rowName("channel", { ...row, key: "open" }, "Asia/Shanghai")).toBe("开放渠道");
  });
});

describe("the picture", () => {
  const rows = [{ key: "2026-07-09T18:00:00Z", name: "", name_en: "", values: { service_level: 0.5, offered: 3 } }];
  const now = Date.parse("2026-07-09T19:30:00Z");

  it("has every hour that has begun, and no line through hours without a figure", () => {
    const made = points(board({ rows }), kpi(), now);
    expect(made.map((point) => point.value)).toEqual([null, null, 0.5, null]);
    const counts = points(board({ rows }), kpi({ code: "offered", unit: "count", formula: "offered" }), now);
    expect(counts.map((point) => point.value)).toEqual([0, 0, 3, 0]);
  });

  it("has every day, also those of 23 and 25 hours", () => {
    const days = board({
      by: "day",
      zone: "Europe/Berlin",
      since: "2026-03-27T23:00:00Z",
      until: "2026-03-30T22:00:00Z",
      rows: [
        { key: "2026-03-28T23:00:00Z", name: "", name_en: "", values: { service_level: 0.25 } },
        { key: "2026-03-29T22:00:00Z", name: "", name_en: "", values: { service_level: 0.75 } },
      ],
    });
    expect(points(days, kpi(), now).map((point) => point.value)).toEqual([null, 0.25, 0.75]);
  });

  it("shows the largest groups first, each with a line of its own, and the target", () => {
    const groups = Array.from({ length: 30 }, (_, n) => ({
      key: `${n}`,
      name: `组${n}`,
      name_en: "",
      values: { service_level: n / 30 },
    }));
    const made = board({ by: "team", rows: groups });
    expect(
      points(made, kpi(), now)
        .slice(0, 2)
        .map((point) => point.label),
    ).toEqual(["组29", "组28"]);
    expect(points(made, kpi(), now)).toHaveLength(20);
    expect(heightOf(made)).toBeGreaterThan(20 * 20);
    const told = JSON.stringify(drawing(made, kpi(), light, now));
    expect(told).toContain('"data":[{"xAxis":0.8}]');
    expect(told).toContain("组29 96.7%");
  });

  it("chooses the columns that the board has", () => {
    expect(columnsOf(board({ kpis: ["satisfaction", "luck", "offered"] }))).toEqual(["offered", "satisfaction"]);
    const of = { kpis: ["satisfaction", "handle_time_p90", "handle_time_median", "handled", "response"] };
    expect(columnsOf(board({ by: "agent", ...of }))).toEqual([
      "handled",
      "handle_time_median",
      "handle_time_p90",
      "satisfaction",
    ]);
  });
});

describe("the digital employee's figures", () => {
  const resolution = kpi({ code: "bot_resolution", settles: 72 });
  const days = board({
    by: "day",
    since: "2026-07-01T16:00:00Z",
    until: "2026-07-10T16:00:00Z",
    known_until: "2026-07-06T16:00:00Z",
  });
  const day = (key: string) => ({ key, name: "", name_en: "", values: {} });

  it("says of days that are too young that nothing is known yet, and up to which day a total goes", () => {
    expect(unknown(resolution, days, day("2026-07-06T16:00:00Z"), null)).toBe(true);
    expect(unknown(resolution, days, day("2026-07-05T16:00:00Z"), null)).toBe(false);
    expect(unknown(kpi(), days, day("2026-07-06T16:00:00Z"), null)).toBe(false);
    expect(unknown(resolution, days, null, null)).toBe(false);
    expect(unknownNote(resolution, days)).toBe("统计到 7/6，之后尚未可知");
    const young = { ...days, known_until: "2026-06-30T16:00:00Z" };
    expect(unknown(resolution, young, null, null)).toBe(true);
    expect(unknownNote(resolution, young)).toBe("满 72 小时后可知");
  });

  it("tells the interval of a sample, and of a small one only its size", () => {
    const wrong = kpi({ code: "bot_wrong", least: 30 });
    expect(sampleNote(wrong, { n: 40, least: 30, low: 0.0138, high: 0.165 })).toBe("样本 40，95% 区间 1.4%–16.5%");
    expect(sampleNote(wrong, { n: 12, least: 30, low: null, high: null })).toBe("样本 12，满 30 条才显示");
  });

  it("puts the most frequent reason first and leaves out what never happened", () => {
    const byCode = Object.fromEntries(REASONS.map((code) => [code, kpi({ code })]));
    const total = { bot_passed_requested: 0.2, bot_passed_anger: 0.8, bot_passed_flow: 0, bot_passed_policy: null };
    const found = bars(board({ total }), { byCode, zone: "Asia/Shanghai", today: TODAY }, REASONS);
    expect(found.map((one) => one.kpi.code)).toEqual(["bot_passed_anger", "bot_passed_requested"]);
  });
});
