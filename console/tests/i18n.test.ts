import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fill, setLocale, t, tCode } from "@/i18n";
import en from "@/i18n/en.json";
import zh from "@/i18n/zh-CN.json";

const SRC = join(import.meta.dirname, "../src");
/** Groups whose last word is a code of the server: `tCode("system", code)`. */
const GROUPS = [
  "room_state",
  "rooms_none",
  "rooms.part",
  "rooms.part_hint",
  "rooms.role",
  "rooms.source_of",
  "rooms.stop",
  "bot_board.reason",
  "bot_board.mean",
  "reviews.state",
  "reviews.empty",
  "reviews.verdict",
  "reviews.why",
  "system",
  "handover.reason",
  "emotion",
  "tier",
  "channel",
  "phase",
  "identity",
  "order",
  "shipment",
  "errors",
  "finding",
  "sso_switch",
  "sso_about",
  "sso_how",
  "sso_passwords",
  "view",
  "why",
  "role",
  "act",
  "audit.of",
  "audit.how",
  "audit.purpose",
  "audit.event",
  "audit.passwords",
  "audit.hours",
  "field",
  "variable",
  "presence",
  "presence.reason",
  "parked_source",
  "export_origin",
  "insight.by",
  "insight.every",
  "insight.none",
  "insight.range",
  "insight.measure",
  "alert",
  "alert.rule",
  "alert.unit",
  "floor.state",
  "outcome",
  "context",
  "woken",
  "macro.do",
  "rights",
  "right",
  "right_about",
  "intents_error",
  "intents_figure",
  "intents_figure_hint",
  "intents_kind",
  "intents_place",
  "intents_state",
  "intents_step",
  "intents_sure",
  "intents_why",
  "queue_kind",
  "queue_call",
  "queue_field",
  "deferred_why",
  "announce",
  "settings",
  "learning_mode",
  "learning_mode_hint",
  "learning_stopped",
  "learning_verdict",
  "learning_verdict_hint",
  "survey_field",
  "survey_hint",
  "survey_place",
  "survey_scale",
  "settings_group",
  "settings_words",
  "hours_code",
  "hours_kind",
  "hours_why",
  "weekday",
  "scope",
  "token_state",
  "privacy.kind",
  "privacy.state",
  "look.in",
  "article_state",
  "article_task",
  "article_due",
  "article_field",
  "audience",
  "ask_does",
  "import_action",
  "import_left",
  "import_split",
  "look_field",
  "customer_field",
  "archive_field",
  "archive_kind",
  "archive_note",
  "archive_reasons",
  "pack_field",
  "pack_what",
  "reasons_kind",
  "reasons_text",
  "tag_tone",
  "template_scope",
  "text",
  "text_group",
  "texts_preview",
  "conversation_files_any",
  "conversation_files_by",
  "conversation_files_state",
  "export_error",
  "export_state",
  "setup_chat",
  "setup_preset",
  "setup_step",
  "setup_text",
  "setup_title",
  "close_why",
  "close_why_many",
  "what_if_about",
  "what_if_error",
  "what_if_figure",
  "what_if_lever",
  "what_if_policy",
  "what_if_state",
  "flow_auth",
  "flow_do",
  "flow_error",
  "model_place",
  "model_scope",
  "model_scope_hint",
  "model_hours",
  "model_tool",
  "model_binding",
  "model_manner",
  "model_limit",
  "model_limit_hint",
  "model_outcome",
  "model_fallback",
  "model_fault",
  "model_refused",
  "model_unit",
  "flow_fault",
  "flow_remedy",
  "flow_then",
  "flow_way",
  "flow_words",
  "gap_state",
  "gaps_none",
  "rehearsal_error",
  "rehearsal_mode",
  "rehearsal_mood",
  "rehearsal_part",
  "rehearsal_reason",
  "rehearsal_state",
];

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(path) ? [readFileSync(path, "utf8")] : [];
  });
}
const code = sources(SRC).join("\n");
const used = new Set([...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1]!));
const groups = new Set([...code.matchAll(/\btCode\(\s*"([^"]+)"/g)].map((match) => match[1]!));
const params = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{(\w+)/g)].map((match) => match[1]!))].sort();

describe("words", () => {
  it("have the same keys in both languages, none of them empty", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    for (const text of [...Object.values(zh), ...Object.values(en)]) expect(text.trim()).not.toBe("");
  });

  it("have the same parameters in both languages", () => {
    for (const [key, text] of Object.entries(zh)) expect(params(en[key as keyof typeof en]), key).toEqual(params(text));
  });

  it("exist for every key that is used", () => {
    expect(used.size).toBeGreaterThan(200);
    expect([...used].filter((key) => !(key in zh))).toEqual([]);
    expect([...groups].sort()).toEqual([...GROUPS].sort());
    for (const group of groups)
      expect(
        Object.keys(zh).some((key) => key.startsWith(`${group}.`)),
        group,
      ).toBe(true);
  });

  it("are all used: nothing dead is carried", () => {
    const dead = Object.keys(zh).filter(
      (key) => !used.has(key) && !GROUPS.some((group) => key.startsWith(`${group}.`)),
    );
    expect(dead).toEqual([]);
  });

  it("are Chinese in Chinese and English in English", () => {
    const alike = ["identity.openid", "app.other_language", "why.for"];
    for (const [key, text] of Object.entries(zh))
      if (!alike.includes(key) && key !== "list.comma") expect(/[\u4e00-\u9fff]/.test(text), key).toBe(true);
    for (const [key, text] of Object.entries(en))
      if (!alike.includes(key)) expect(/[\u4e00-\u9fff，。、]/.test(text), key).toBe(false);
  });
});

describe("t", () => {
  it("fills parameters and chooses by number", async () => {
    expect(t("clock.waiting", { name: "张女士", time: "2 分 10 秒" })).toBe("张女士等了 2 分 10 秒");
    expect(t("clock.waiting", { name: "访客 2099", time: "3 秒" })).toBe("访客 2099 等了 3 秒");
    expect(fill("由{name}转来", { name: "Amy" }, "zh-CN")).toBe("由 Amy 转来");
    await setLocale("en");
    expect(t("desk.updates", { count: 1 })).toBe("1 update");
    expect(t("desk.updates", { count: 3 })).toBe("3 updates");
    expect(fill("{a} {b}", { a: 1 }, "en")).toBe("1 {b}");
  });

  it("falls back to what the server wrote for a code it does not know", () => {
    expect(tCode("errors", "brand_new", {}, "Something new")).toBe("Something new");
    expect(tCode("errors", "too_long", { max: 4000 })).toBe("内容太长，最多 4000 个字");
  });
});
