import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { PreferredSkills } from "@/features/admin/parts/PreferredSkills";
import { setLocale, t } from "@/i18n";

const SKILLS = [
  { code: "repair", name: "维修" },
  { code: "english", name: "英语" },
];

beforeEach(() => setLocale("zh-CN"));
afterEach(cleanup);

it("skills are added one by one, in the middle of the scale, and taken away by name", () => {
  let value: Record<string, number> = { repair: 5 };
  const change = (next: Record<string, number>): void => {
    value = next;
  };
  const { rerender } = render(<PreferredSkills skills={SKILLS} value={value} onChange={change} />);
  const add = (): HTMLButtonElement =>
    screen.getByRole<HTMLButtonElement>("button", { name: t("queues.preferred_add") });
  fireEvent.click(add());
  expect(value).toEqual({ repair: 5, english: 3 });
  rerender(<PreferredSkills skills={SKILLS} value={value} onChange={change} />);
  expect(add().disabled).toBe(true);
  fireEvent.click(screen.getByRole("button", { name: t("queues.preferred_remove", { skill: "维修" }) }));
  expect(value).toEqual({ english: 3 });
});
