import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LanguageModel as Kept, ModelTrace } from "@/api/types";
import { LanguageModel } from "@/features/model";
import { price } from "@/features/model/data";
import { figure } from "@/features/model/parts/TraceView";
import { askSession } from "@/features/session";
import { setLocale, t, tCode } from "@/i18n";
import { open, refused, serve } from "./server";

const AT = "/language-model";
const KEPT: Kept = {
  configured: true,
  model: "qwen-test",
  resting: false,
  choices: {
    on: true,
    scope: "unsure",
    hours: "always",
    queues: [],
    channels: [],
    tools: ["search_articles"],
    look_ups: [],
    manner: "plain",
    wording: "",
    seconds: 12,
    steps: 5,
    turn_tokens: 16_000,
    day_tokens: 0,
    day_cost: 0,
    price_in: 2,
    price_out: 8,
    currency: "CNY",
    together: 4,
  },
  version: 3,
  updated_at: null,
  by_name: "",
  today: {
    day: "2026-11-24",
    turns: 2,
    answered: 2,
    handed_over: 0,
    fell_back: 0,
    removed: 1,
    tokens_in: 1900,
    tokens_out: 137,
    cost: 0.0059,
    milliseconds: 9000,
  },
  queues: [],
  channels: [],
  operations: [
    {
      system: "shop",
      operation: "find_order",
      title: "查订单",
      parameters: [{ name: "number", required: true, about: "订单号" }],
    },
  ],
};
const TRACE: ModelTrace = {
  turn: {
    id: "t1",
    at: "2026-11-24T02:00:00Z",
    conversation_id: null,
    seq: 0,
    by_name: "韩朔",
    outcome: "answer",
    fallback: "",
    model: "qwen-test",
    question: "压缩机保修多久",
    removed: 1,
    tokens_in: 916,
    tokens_out: 138,
    guessed: true,
    cost: 0.0029,
    currency: "CNY",
    milliseconds: 4800,
    first_ms: 1400,
  },
  detail: {
    question: "压缩机保修多久",
    calls: [{ tokens_in: 916, tokens_out: 138, milliseconds: 4800 }],
    used: [{ tool: "look_up", arguments: "{}", came: "", refused: "not_theirs", milliseconds: 0 }],
    shown: [{ number: 1, kind: "article", id: "a", title: "各产品保修多久" }],
    kept: [{ text: "压缩机 10 年。", source: 1 }],
    removed: [{ text: "再送一年延保。", fault: "figure", lacking: ["1 year"] }],
    why: "",
  },
};

const SESSION = {
  user: { id: "me", name: "韩朔", email: "", role: "admin" },
  permissions: ["service.manage", "insight.read"],
  csrf: "",
};

beforeEach(async () => {
  serve({ "GET /session": SESSION });
  await askSession();
  await setLocale("zh-CN");
});
afterEach(cleanup);

describe("the language model", () => {
  it("is one plain line where the installation has none", async () => {
    serve({ [`GET ${AT}`]: { ...KEPT, configured: false, model: "" } });
    open(<LanguageModel />);
    expect(await screen.findByText(t("model.none"))).toBeTruthy();
    expect(screen.queryByText(t("model.on"))).toBeNull();
  });

  it("shows what today cost, and says at the field what was refused", async () => {
    serve({ [`GET ${AT}`]: KEPT, [`PUT ${AT}`]: refused("no_tools", "tools") });
    open(<LanguageModel />);
    expect(await screen.findByText("今天 2 轮，2,037 token，¥0.0059")).toBeTruthy();
    fireEvent.click(screen.getByText(tCode("model_scope", "always")));
    fireEvent.submit(document.querySelector("form")!);
    await waitFor(() => expect(screen.getByText(t("errors.no_tools"))).toBeTruthy());
  });

  it("tells of a question tried what was said, what was not, and why", async () => {
    serve({
      [`GET ${AT}`]: KEPT,
      [`POST ${AT}/try`]: {
        does: "answer",
        text: "压缩机 10 年。",
        sources: [{ id: "a", title: "各产品保修多久" }],
        begins: "",
        trace: TRACE,
      },
    });
    open(<LanguageModel />);
    fireEvent.click(await screen.findByText(tCode("model_place", "try")));
    fireEvent.change(screen.getByLabelText(t("model.try_label")), { target: { value: "压缩机保修多久" } });
    fireEvent.click(screen.getByRole("button", { name: /^问/ }));
    expect(await screen.findByText("再送一年延保。")).toBeTruthy();
    expect(screen.getByText("数字不在资料里")).toBeTruthy();
    expect(screen.getByText("1 年")).toBeTruthy();
    expect(screen.getByText("不是该顾客的")).toBeTruthy();
    expect(screen.getAllByText("各产品保修多久").length).toBeGreaterThan(0);
    expect(screen.getByText(/token 为估算/)).toBeTruthy();
  });

  it("writes money of any size and figures in the reader's words", () => {
    expect([price(0, "CNY"), price(0.0034, "CNY"), price(12.5, "USD")]).toEqual(["¥0.00", "¥0.0034", "12.50 USD"]);
    expect([figure("499 money"), figure("zx2623"), figure("7 day")]).toEqual(["499 元", "zx2623", "7 天"]);
  });
});
