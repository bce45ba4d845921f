import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Finding, Queues } from "@/api/types";
import { FindingsTag, QueueFindings, findingText } from "@/features/admin/parts/QueueFindings";
import { setLocale, t } from "@/i18n";

const ALL = {
  items: [{ id: "q2", code: "vip", name_zh: "贵宾", name_en: "Priority" }],
  skills: [{ code: "repair", name_zh: "维修", name_en: "Repairs", best: 3 }],
  teams: [{ id: "t1", code: "night", name: "夜班组", name_en: "Night shift" }],
  hours: [],
} as unknown as Queues;
const finding = (code: string, params: Finding["params"], grave = false): Finding => ({
  code,
  field: "policy",
  params,
  grave,
});
const NOBODY = finding("skill_nobody_has", { skill: "repair", level: 5 }, true);

beforeEach(() => setLocale("en"));
afterEach(cleanup);

it("findings name skills, teams, queues and times as people do", async () => {
  expect(findingText(NOBODY, ALL)).toContain("Nobody has Repairs at level 5");
  expect(findingText(finding("only_by_overflow", { seconds: 90, queue: "vip" }), ALL)).toContain(
    "1 min 30 s until they move to Priority",
  );
  expect(findingText(finding("empty_team", { team: "t1" }), ALL)).toContain("Night shift");
  await setLocale("zh-CN");
  expect(findingText(NOBODY, ALL)).toContain("「维修」达到 5 级");
});

it("what cannot work is told apart from what is worth a look, and by more than its colour", () => {
  const note = finding("nobody_now", { count: 4 });
  render(<QueueFindings findings={[NOBODY, note]} all={ALL} />);
  const lines = screen.getAllByRole("listitem");
  expect(lines.map((line) => line.dataset["grave"])).toEqual(["true", "false"]);
  expect(screen.getByRole("region", { name: t("finding.title") })).toBeTruthy();
});

it("a list of queues says it in a word, and nothing of a queue that is well", () => {
  const { container, rerender } = render(<FindingsTag findings={[NOBODY]} all={ALL} />);
  expect(container.textContent).toBe(t("finding.broken"));
  expect(screen.getByText(t("finding.broken")).title).toBe(findingText(NOBODY, ALL));
  rerender(<FindingsTag findings={[finding("nobody_now", { count: 4 })]} all={ALL} />);
  expect(container.textContent).toBe(t("finding.notes", { count: 1 }));
  rerender(<FindingsTag findings={[]} all={ALL} />);
  expect(container.textContent).toBe("");
});
