import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IntentLine, IntentVersion, IntentVersionWhole, IntentsPage } from "@/api/types";
import { linesOf, nameOf, percent, progressOf, said } from "@/features/understanding/words";
import { VersionView } from "@/features/understanding/parts/VersionView";
import { AddedNote } from "@/features/understanding/parts/AddExamples";
import { ImportDialog } from "@/features/understanding/parts/ImportDialog";
import { setLocale, t } from "@/i18n";
import { open, serve } from "./server";

const line = (code: string, zh: string): IntentLine => ({
  id: `id-${code}`,
  code,
  name_zh: zh,
  name_en: code,
  about: "",
  archived: false,
  version: 1,
  examples: 12,
  held_out: 2,
  corrected: 0,
  recent: 5,
  tested: 2,
  precision: 1,
  recall: 0.5,
});
const PUBLISH = /^发\s?布$/; // the library puts a blank between two characters
const ITEMS = [line("refund", "退款进度"), line("invoice", "开发票")];
const VERSION: IntentVersion = {
  id: "v2",
  number: 2,
  state: "draft",
  step: "judge",
  done: 0,
  total: 10,
  error: null,
  asked_by_name: "吴国栋",
  asked_at: "2026-11-20T02:00:00Z",
  trained_at: "2026-11-20T02:00:09Z",
  published_at: null,
  published_by_name: null,
  examples: 20,
  intents: 2,
  seconds: 4.2,
  kept: true,
  figures: { n: 8, accuracy: 0.875, ece: 0.04, kept: 0.75, false_alarms: 0.125, outside: 2, outside_recall: 0.5 },
};
const PAGE: IntentsPage = {
  items: ITEMS,
  outside: 3,
  outside_held_out: 1,
  outside_recent: 2,
  examples: 27,
  most_examples: 10_000,
  published: { ...VERSION, id: "v1", number: 1, state: "published" },
  training: null,
  changed: 1,
};
const WHOLE: IntentVersionWhole = {
  version: VERSION,
  by_intent: [{ intent: "refund", n: 4, told: 3, precision: 1, recall: 0.75 }],
  confusions: [
    { wanted: "refund", said: null, count: 2, texts: ["钱呢"] },
    { wanted: "invoice", said: "refund", count: 1, texts: ["专票退回来了"] },
  ],
  compared: {
    number: 1,
    before: { ...VERSION.figures!, accuracy: 0.75, ece: 0.06 },
    after: VERSION.figures!,
    better: [{ text: "抬头改一下", wanted: "invoice", before: null, after: "invoice" }],
    worse: [{ text: "钱呢", wanted: "refund", before: "refund", after: null }],
    p: 1,
  },
};

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

describe("words of intents", () => {
  it("names an intent in the language of the screen, one that is gone by its code, none of them by its word", async () => {
    expect(nameOf(ITEMS, "refund")).toBe("退款进度");
    expect(nameOf(ITEMS, "gone")).toBe("gone");
    expect(nameOf(ITEMS, null)).toBe(t("intents.none_of_them"));
    await setLocale("en");
    expect(nameOf(ITEMS, "refund")).toBe("refund");
  });
  it("says shares in per cent and calibration as a number; what there is nothing of is a dash", () => {
    expect([percent(0.8754), percent(null)]).toEqual(["87.5%", "–"]);
    expect([said(VERSION.figures!, "ece"), said(VERSION.figures!, "outside_recall")]).toEqual(["0.040", "50.0%"]);
  });
  it("takes each line as a sentence", () => expect(linesOf(" 一 \n\n二\r\n  \n")).toEqual(["一", "二"]));
  it("goes forward from step to step", () => {
    const at = (step: string, done: number, total: number): number => progressOf({ ...VERSION, step, done, total });
    const walk = [
      at("", 0, 0),
      at("encode", 0, 96),
      at("measure", 0, 5),
      at("measure", 4, 5),
      at("train", 0, 1),
      at("judge", 0, 9),
    ];
    expect(walk).toEqual(walk.toSorted((a, b) => a - b));
    expect(walk.at(-1)).toBeLessThan(100);
  });
});

describe("a version", () => {
  it("stands beside the one before by the same sentences, and opens what it mistakes", async () => {
    const asked = serve({
      "GET /intents/versions/v2": WHOLE,
      "POST /intents/versions/v2/publish": { ...VERSION, state: "published" },
    });
    open(<VersionView id="v2" all={[VERSION, PAGE.published!]} page={PAGE} may />);
    const row = (await screen.findByRole("rowheader", { name: "准确率" })).closest("tr")!;
    expect(
      within(row)
        .getAllByRole("cell")
        .map((cell) => cell.textContent),
    ).toEqual(["75.0%", "87.5%", "更好"]);
    const worse = screen.getByRole("rowheader", { name: "校准误差" }).closest("tr")!;
    expect(within(worse).getByText("更好")).toBeTruthy(); // less is better
    expect(screen.getByText(/1 句改对了，1 句改错了/)).toBeTruthy();
    expect(screen.queryByText("专票退回来了")).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "开发票" }));
    expect(screen.getByText("专票退回来了")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: "退款进度" }));
    expect(screen.getByText("1 句已删除")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: PUBLISH }));
    await waitFor(() => expect(screen.getAllByRole("button", { name: PUBLISH })).toHaveLength(2));
    fireEvent.click(screen.getAllByRole("button", { name: PUBLISH }).at(-1)!);
    await waitFor(() =>
      expect(asked.some(({ method, path }) => method === "POST" && path.endsWith("/publish"))).toBe(true),
    );
  });
  it("offers nothing to who may only read", async () => {
    serve({ "GET /intents/versions/v2": WHOLE });
    open(<VersionView id="v2" all={[VERSION]} page={PAGE} may={false} />);
    await screen.findByRole("heading", { name: "第 2 版" });
    expect(screen.queryByRole("button", { name: PUBLISH })).toBeNull();
  });
});

describe("examples that come", () => {
  it("says of each line that was not taken why", () => {
    const refused = [
      { line: 2, text: "钱呢", why: "other_intent", intent_id: "id-refund" },
      { line: 4, text: "", why: "empty_text", intent_id: null },
    ] as const;
    open(
      <AddedNote added={{ added: 3, held_out: 1, masked: 1, refused: [...refused] }} items={ITEMS} close={() => {}} />,
    );
    expect(screen.getByText(/已是“退款进度”的样本/)).toBeTruthy();
    expect(screen.getByText(/没有看得见的文字/)).toBeTruthy();
    expect(screen.getByText(/1 条含个人信息/)).toBeTruthy();
  });
  it("shows line and column of what is wrong in a file, and takes nothing of it", async () => {
    serve({
      "POST /intents/import": {
        rows: 3,
        added: 2,
        known: 0,
        masked: 0,
        made: ["换货"],
        problems: [{ row: 7, column: 2, name: "intent", code: "no_intent", text: "快递呢", intent: null }],
        wrong: 1,
        applied: false,
      },
    });
    open(<ImportDialog items={ITEMS} close={() => {}} />);
    const file = new File(["text,intent\n"], "a.csv", { type: "text/csv" });
    fireEvent.change(document.querySelector("input[type=file]")!, { target: { files: [file] } });
    const row = (await screen.findByRole("rowheader", { name: "7" })).closest("tr")!;
    expect(row.textContent).toContain("2 intent");
    expect(row.textContent).toContain("没有写意图");
    expect(screen.getByText(/将新建 1 个意图：换货/)).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: /^导\s?入$/ }).disabled).toBe(true);
  });
});
