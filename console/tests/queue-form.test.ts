import { describe, expect, it } from "vitest";
import type { QueueRules } from "@/api/types";
import { formOf as hoursForm, withDay, withTable } from "@/features/admin/hours";
import { FRESH, bodyOf, formOf, placeOf } from "@/features/admin/queues";

const KEPT: QueueRules = {
  id: "1",
  code: "service",
  name_zh: "售后",
  name_en: "Service",
  kind: "normal",
  hours_id: null,
  active: true,
  position: 2,
  policy: { ...FRESH, relax: [{ after_seconds: 60, level_drop: 1, drop_skills: [], any_team: false }] },
  version: 4,
  waiting: 0,
  open: true,
  by_name: "",
  at: null,
  findings: [],
};

describe("a queue in its form", () => {
  it("is sent as it was kept when nothing was touched", () => {
    const { name_zh, name_en, kind, hours_id, active, position, policy } = KEPT;
    expect(bodyOf(formOf(KEPT, 0))).toEqual({ name_zh, name_en, kind, hours_id, active, position, policy });
  });

  it("overflows only when that is switched on", () => {
    const overflow = { after_seconds: 90, to_queue: "vip" };
    const form = formOf({ ...KEPT, policy: { ...KEPT.policy, overflow } }, 0);
    expect(form.overflows).toBe(true);
    expect(bodyOf(form).policy.overflow).toEqual(overflow);
    expect(bodyOf({ ...form, overflows: false }).policy.overflow).toBeNull();
  });

  it("sends no head start of nothing", () => {
    const form = formOf(KEPT, 0);
    form.policy = { ...form.policy, tier_weight: { silver: 0, gold: 30 } };
    expect(bodyOf(form).policy.tier_weight).toEqual({ gold: 30 });
  });

  it("sends what is liked of agents, and what an hour without a pause costs", () => {
    expect(formOf(null, 0).policy).toMatchObject({ preferred_skills: {}, rested_levels: 0 });
    const form = formOf({ ...KEPT, policy: { ...KEPT.policy, preferred_skills: { repair: 2 }, rested_levels: 1 } }, 0);
    expect(bodyOf(form).policy).toMatchObject({ preferred_skills: { repair: 2 }, rested_levels: 1 });
  });

  it("shows a refusal where the field stands", () => {
    expect(placeOf("policy.relax.0.after_seconds")).toEqual(["policy", "relax", 0, "after_seconds"]);
    expect(placeOf("policy.overflow.to_queue")).toEqual(["policy", "overflow", "to_queue"]);
    expect(placeOf("policy.skills.refund")).toEqual(["policy", "skills"]);
    expect(placeOf("policy.preferred_skills.refund")).toEqual(["policy", "preferred_skills"]);
    expect(placeOf("name_zh")).toEqual(["name_zh"]);
  });
});

describe("hours in their form", () => {
  const form = { ...hoursForm(null, true), on_holiday: [["10:00", "16:00"] as [string, string]] };

  it("begins with the house's own", () => {
    expect(form.code).toBe("default");
    expect(hoursForm(null, false).code).toBe("");
  });

  it("moves, changes and drops an exception with its note", () => {
    const one = withDay(form, null, "2027-01-05", [], " 盘点 ");
    expect([one.exceptions, one.notes]).toEqual([{ "2027-01-05": [] }, { "2027-01-05": "盘点" }]);
    const moved = withDay(one, "2027-01-05", "2027-01-06", [["09:00", "12:00"]], "盘点");
    expect(Object.keys(moved.exceptions)).toEqual(["2027-01-06"]);
    const none = withDay(moved, "2027-01-06", "2027-01-06", null, "");
    expect([none.exceptions, none.notes]).toEqual([{}, {}]);
  });

  it("takes the good lines of a table: days off as holidays, days worked as the weekday chosen", () => {
    const row = { line: 1, day: "2027-02-11", kind: "off", note: "春节", error: null };
    const taken = withTable(form, [
      row,
      { ...row, day: "2027-02-14", kind: "work", note: "" },
      { ...row, day: "x", error: "bad_day" },
    ]);
    expect(taken.exceptions).toEqual({ "2027-02-11": [["10:00", "16:00"]], "2027-02-14": [["09:00", "18:00"]] });
    expect(taken.notes).toEqual({ "2027-02-11": "春节" });
  });
});
