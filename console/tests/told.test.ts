import { afterEach, describe, expect, it } from "vitest";
import type { AuditLine, Names } from "@/api/types";
import { detailOf, targetOf } from "@/features/admin/told";
import { setLocale, tCode } from "@/i18n";
import { exact } from "@/i18n/format";

const LIN = "0190a000-0000-7000-8000-000000000001";
const QUEUE = "0190a000-0000-7000-8000-000000000002";
const GONE = "0190a000-0000-7000-8000-00000000dead";
const names: Names = {
  [`agent:${LIN}`]: { zh: "林悦", en: "林悦" },
  [LIN]: { zh: "林悦", en: "林悦" },
  [QUEUE]: { zh: "售后", en: "After sales" },
  repair: { zh: "维修", en: "Repairs" },
  night: { zh: "夜班组长", en: "Night lead" },
  training: { zh: "培训", en: "Training" },
};
const line = (action: string, detail: Record<string, unknown>, target = LIN): AuditLine => ({
  id: GONE,
  at: "2026-07-01T08:00:00Z",
  actor: `agent:${LIN}`,
  actor_name: "林悦",
  action,
  target,
  target_name: null,
  detail,
  names,
});
const word = (field: string): string => tCode("field", field);

afterEach(() => setLocale("zh-CN"));

describe("what the audit trail tells", () => {
  it("is in words, however deep it lies; what is empty is left out", () => {
    const told = {
      before: { name: "林悦", role: "agent" },
      after: { name: "林月", role: null },
      value: false,
      queues: 3,
    };
    expect(detailOf(line("user.changed", told))).toBe(
      "原为 (名称 林悦、角色 客服) · 改为 (名称 林月) · 设为 否 · 队列 3",
    );
  });

  it("tells moments as people do, and what is newer than this console by its own name", () => {
    const at = "2026-07-01T08:00:00+00:00";
    expect(detailOf(line("x", { until: at, unheard_of: [1, "二"] }))).toBe(`到 ${exact(at)} · unheard_of 1、二`);
  });

  it("says which simulation it was, by name and variants", () => {
    expect(detailOf(line("insight.what_if_asked", { name: "暑期热浪", variants: ["照旧", "加人"] }))).toBe(
      "名称 暑期热浪 · 方案 照旧、加人",
    );
  });

  it("says a version once", async () => {
    await setLocale("en");
    expect(detailOf(line("house.changed", { version: 2 }))).toBe("version 2");
  });

  it("names the texts and fields that were changed", () => {
    const detail = { changed: ["closed_hours", "idle_minutes", "unheard_of"], version: 2 };
    expect(detailOf(line("house.changed", detail))).toBe(
      `${word("changed")} 下班欢迎语、${tCode("audit.of", "idle_minutes")}、unheard_of · 第 2 版`,
    );
    expect(detailOf(line("queue.changed", { before: 3, after: 4, changed: ["policy.offer_seconds"] }))).toBe(
      `原为 第 3 版 · 改为 第 4 版 · 改动 ${tCode("queue_field", "offer_seconds")}`,
    );
    expect(detailOf(line("hours.changed", { changed: ["weekly", "tz"] }))).toBe("改动 每周时段、时区");
  });

  it("calls people, queues, roles and skills by their names, sizes and spans by their units", () => {
    const made = { asked_by: `agent:${LIN}`, conversations: 12, messages: 340, bytes: 2_400_000 };
    expect(detailOf(line("conversation.exported", made))).toBe("申请人 林悦 · 会话 12 · 消息 340 · 大小 2.3 MB");
    const asked = { format: "jsonl", masked: true, filter: { queue: QUEUE, state: "closed", before: null } };
    expect(detailOf(line("conversation.export_asked", asked))).toBe(
      "格式 JSON Lines · 已脱敏 是 · 筛选条件 (队列 售后、状态 已结束)",
    );
    expect(detailOf(line("agent.skills_given", { skills: { repair: 4 } }))).toBe("技能 (维修 4)");
    expect(detailOf(line("agent.state_given", { state: "break", reason: "training" }))).toBe("状态 小休 · 原因 培训");
    expect(detailOf(line("user.role_kept", { role: "night", meant: "admin" }))).toBe(
      "角色 夜班组长 · 对方给的角色 管理员",
    );
    expect(detailOf(line("floor.settings", { value: 12 }, "sign_off_hours"))).toBe("设为 12 小时");
    expect(detailOf(line("retention.changed", { after: { messages_days: 365 } }))).toBe("改为 (消息保留天数 365 天)");
  });

  it("is in English where the screen is", async () => {
    await setLocale("en");
    const asked = { filter: { queue: QUEUE, since: "2026-07-01T00:00:00Z", before: "2026-07-02T00:00:00Z" } };
    const told = detailOf(line("conversation.export_asked", asked));
    expect(told).toContain("Queue After sales, From ");
    expect(told).toContain("Until ");
    expect(detailOf(line("x", { scopes: ["desk.use"], locale: "zh-CN", purpose: "reset", audit_days: 1 }))).toBe(
      "Scopes Use the desk · Language Chinese (China) · Purpose new password · Days of audit lines 1 day",
    );
  });

  it("shows no id: one that leads to nobody any more is left out", () => {
    const told = { whisper: GONE, to: `agent:${GONE}`, merge: GONE, request: [GONE], reason: "training" };
    expect(detailOf(line("x", told))).toBe("原因 培训");
  });
});

describe("what was acted upon", () => {
  it("is called by its name, by its word, or as the line itself calls it", () => {
    expect(targetOf(line("conversation.claimed", {}, LIN))).toBe("林悦");
    expect(targetOf(line("queue.changed", {}, "repair"))).toBe("维修");
    expect(targetOf({ ...line("user.disabled", {}, GONE), target_name: "王五" })).toBe("王五");
    expect(targetOf(line("macro.dropped", { name: "退款三步" }, GONE))).toBe("退款三步");
    expect(targetOf(line("conversation.claimed", {}, GONE))).toBe("—");
    expect(targetOf(line("retention.obeyed", {}, "retention"))).toBe(tCode("audit.of", "retention"));
    for (const code of ["surge", "on", "off", "routing"]) expect(targetOf(line("surge.held", {}, code))).not.toBe(code);
    expect(targetOf(line("insight.alert", {}, "angry"))).toBe(tCode("alert.rule", "angry"));
    expect(targetOf(line("role.changed", {}, "supervisor"))).toBe(tCode("role", "supervisor"));
  });
});
