import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { outdated } from "@/api/build";
import type { Alert, Board, Live } from "@/api/types";
import { sentenceOf } from "@/features/insight/parts/Alerts";
import type { Definitions } from "@/features/insight/shapes";
import { figures, praised } from "@/features/insight/wall";
import { setLocale } from "@/i18n";

const NOW = Date.parse("2026-07-10T02:00:00Z");
const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();

const figure = {
  formula: "",
  measures: [],
  by_agent: true,
  settles: 0,
  least: 0,
  zh_definition: "",
  en_definition: "",
};
const definitions: Definitions = {
  zone: "Asia/Shanghai",
  today: "2026-07-10",
  byCode: {
    service_level: {
      ...figure,
      code: "service_level",
      zh: "服务水平",
      en: "Service level",
      unit: "ratio",
      better: "up",
      target: 0.8,
    },
    satisfaction: {
      ...figure,
      code: "satisfaction",
      zh: "满意度均分",
      en: "Satisfaction",
      unit: "score",
      better: "up",
      target: 4.5,
    },
  },
};

function queue(waiting: number, since: string | null): Live["queues"][number] {
  return {
    id: String(waiting),
    name_zh: "售后",
    name_en: "Service",
    kind: "normal",
    open: true,
    waiting,
    longest_wait_since: since,
    service_level_seconds: 30,
    today: {},
  };
}

function live(queues: Live["queues"], today: Live["today"] = {}): Live {
  const agents = { ready: 6, connected: 5, busy: 3, on_break: 2, away: 0, offline: 9, in_hand: 7 };
  return { now: ago(0), zone: "Asia/Shanghai", queues, agents, people: [], alerts: [], today };
}

function alert(more: Partial<Alert>): Alert {
  return {
    code: "longest_wait",
    level: "amber",
    queue_id: "q",
    agent_id: null,
    conversation_id: null,
    name: "售后",
    name_en: "Service",
    value: 0,
    limit: 0,
    since: null,
    first: null,
    ...more,
  };
}

beforeAll(() => setLocale("zh-CN"));

describe("the wall", () => {
  it("tells who waits, how long, and whether that is longer than promised", () => {
    const [calm] = figures(live([queue(0, null), queue(1, ago(30))]), definitions, NOW);
    expect(calm).toMatchObject({ value: "1", note: "最久 30 秒", tone: "plain" });
    const [late] = figures(live([queue(2, ago(31)), queue(1, ago(5))]), definitions, NOW);
    expect(late).toMatchObject({ value: "3", note: "最久 31 秒", tone: "bad" });
    expect(figures(live([]), definitions, NOW)[0]).toMatchObject({ value: "0", note: "没有人在等" });
  });

  it("holds the figures of today against their targets", () => {
    const shown = figures(live([], { service_level: 0.75, satisfaction: null }), definitions, NOW);
    const found = Object.fromEntries(shown.map((one) => [one.code, one]));
    expect(found.service_level).toMatchObject({ value: "75.0%", note: "目标 80.0%", tone: "bad" });
    expect(found.satisfaction).toMatchObject({ value: "–", tone: "plain" });
    expect(found.agents).toMatchObject({ value: "5", note: "接待中 3 · 小休 2" });
  });

  it("praises those with good scores, and shows nobody for anything else", () => {
    const row = (key: string, praised: number, satisfaction: number, handled = 1): Board["rows"][number] => ({
      key,
      name: key,
      name_en: key,
      values: { praised, satisfaction, handled },
    });
    const rows = [
      row("none", 0, 5),
      row("a", 2, 4.5),
      row("b", 3, 4),
      row("c", 2, 4.8),
      ..."defg".split("").map((k) => row(k, 1, 4)),
    ];
    const board = { rows } as Board;
    const satisfaction = { ...definitions.byCode["service_level"]!, unit: "score" as const, target: 4.5 };
    const shown = praised(board, satisfaction);
    expect(shown.map((one) => one.id)).toEqual(["b", "c", "a", "d", "e", "f"]);
    expect(shown.map((one) => one.tone)).toEqual(["plain", "good", "good", "plain", "plain", "plain"]);
    expect(praised(board, { ...satisfaction, target: null }).every((one) => one.tone === "plain")).toBe(true);
  });
});

describe("alerts", () => {
  it("say what was promised and count on by themselves", () => {
    const waits = alert({ value: 40, limit: 30, since: ago(95) });
    expect(sentenceOf(waits, NOW)).toBe("售后 有客户等了 1 分 35 秒，超过 30 秒");
    expect(sentenceOf(alert({ code: "service_level", value: 0.71, limit: 0.8 }), NOW)).toBe(
      "售后 今日服务水平 71.0%，低于 80.0%",
    );
    expect(sentenceOf(alert({ code: "green", value: 2, since: ago(9) }), NOW)).toBe("绿色通道 售后 有 2 位客户在等");
    expect(sentenceOf(alert({ code: "waiting", value: 12, limit: 10 }), NOW)).toBe("售后 积压 12 位客户");
  });
});

describe("a page that nobody looks after", () => {
  afterEach(() => vi.unstubAllGlobals());
  const page = (entry: string): Document =>
    new DOMParser().parseFromString(`<script type="module" src="/assets/${entry}.js"></script>`, "text/html");
  const server = (answer: () => Promise<Response>) => vi.stubGlobal("fetch", vi.fn(answer));

  it("is old once the server hands out another entry, and not while the server is away", async () => {
    server(async () => new Response('<script src="/assets/index-B2.js">'));
    expect(await outdated(page("index-A1"))).toBe(true);
    expect(await outdated(page("index-B2"))).toBe(false);
    expect(await outdated(page("main"))).toBe(false);
    server(async () => new Response("gateway", { status: 502 }));
    expect(await outdated(page("index-A1"))).toBe(false);
    server(() => Promise.reject(new TypeError("away")));
    expect(await outdated(page("index-A1"))).toBe(false);
  });
});
