// The steps of setting up: what is done is told by what is there; weeks that are ready made; what an export asks for.
import { describe, expect, it } from "vitest";
import type { ConversationExport, Session, SetupProgress } from "@/api/types";
import { ANY, filterOf, isGoing, percent } from "@/features/admin/conversationFiles";
import { ownZone } from "@/features/setup/draft";
import { beside, firstLeft, isDone, stepsFor } from "@/features/setup/steps";
import { hoursOf, presetOf } from "@/features/wizard/presets";

const nothing: SetupProgress = {
  second_factor: false,
  people: false,
  hours: false,
  queue: false,
  chat: false,
  latest: null,
  article: false,
  timezone: "Asia/Shanghai",
  dismissed: false,
  listed: true,
};
const latest = {
  conversation_id: "c",
  customer: "访客 1",
  said: "在吗",
  phase: "bot" as const,
  agent: null,
  answered: false,
};
const session = (...permissions: string[]): Session => ({ permissions }) as unknown as Session;
const all = stepsFor(session("users.manage", "routing.manage", "channels.manage", "knowledge.write"));

describe("steps", () => {
  it("are those that somebody may do", () => {
    expect(all).toEqual(["factor", "people", "hours", "queue", "chat", "article"]);
    expect(stepsFor(session("users.manage"))).toEqual(["factor", "people"]);
  });
  it("go on at the first that is left", () => {
    expect(firstLeft(all, nothing)).toBe("factor");
    expect(firstLeft(all, { ...nothing, second_factor: true, people: true })).toBe("hours");
    const full = { ...nothing, second_factor: true, people: true, hours: true, queue: true, chat: true, article: true };
    expect(firstLeft(all, full)).toBe("chat");
    expect(firstLeft(all, { ...full, latest })).toBeNull();
  });
  it("count a chat as done once a message has come by it", () => {
    expect(isDone("chat", { ...nothing, chat: true })).toBe(false);
    expect(isDone("chat", { ...nothing, chat: true, latest })).toBe(true);
  });
  it("know what is beside them", () => {
    expect(beside(all, "people", -1)).toBe("factor");
    expect(beside(all, "factor", -1)).toBeNull();
    expect(beside(all, "article", 1)).toBeNull();
  });
});

describe("presets", () => {
  const form = (preset: "office" | "daily" | "always") => ({
    tz: "Asia/Shanghai",
    exceptions: {},
    notes: {},
    ...hoursOf(preset),
  });
  it("are known again, and no longer once a day was changed", () => {
    for (const preset of ["office", "daily", "always"] as const) expect(presetOf(form(preset))).toBe(preset);
    expect(presetOf({ ...form("office"), follows: "" })).toBeNull();
    expect(presetOf({ ...form("daily"), weekly: {} })).toBeNull();
  });
  it("follow holidays only for offices", () => {
    expect(hoursOf("office").follows).toBe("cn");
    expect(hoursOf("always").weekly["sun"]).toEqual([["00:00", "24:00"]]);
  });
  it("take the machine's zone when it has a place", () => {
    expect(ownZone("Europe/Berlin")).toBe("Europe/Berlin");
    expect(ownZone("Nowhere/At all")).toBe("Asia/Shanghai");
  });
});

describe("exports", () => {
  it("ask only for what was chosen, days with their last hour", () => {
    expect(filterOf(ANY)).toEqual({});
    const asked = filterOf({ ...ANY, tag: "退货", state: "closed", from: "2026-07-01", to: "2026-07-01" });
    expect(asked).toMatchObject({ tag: "退货", state: "closed" });
    expect(Date.parse(asked.before ?? "") - Date.parse(asked.since ?? "")).toBe(86_400_000);
  });
  it("are never told whole before they are", () => {
    const one = { state: "running", done: 10, total: 10 } as ConversationExport;
    expect(percent(one)).toBe(99);
    expect(percent({ ...one, state: "done" })).toBe(100);
    expect(percent({ ...one, total: 0 })).toBe(0);
    expect(isGoing(one)).toBe(true);
  });
});
