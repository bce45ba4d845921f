import { cleanup, configure, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { dismiss, useJob } from "@/features/conversations/bulk";
import Later from "@/features/conversations/parts/dialogs/Later";
import { t } from "@/i18n";
import { renderHook } from "@testing-library/react";
import { emptyRow } from "./model";

configure({ asyncUtilTimeout: 5_000 });
afterEach(() => {
  cleanup();
  dismiss();
});

it("puts many aside until one moment, tells which could not be, and offers no reminder for them", async () => {
  const asked: { path: string; until: string }[] = [];
  globalThis.fetch = (input, init) => {
    const path = String(input);
    asked.push({ path, until: (JSON.parse(String(init?.body)) as { until: string }).until });
    const bad = path.includes("c-1");
    const body = bad ? { error: { code: "wrong_phase", message: "x" } } : emptyRow(0, "2026-07-01T08:00:00Z");
    return Promise.resolve(new Response(JSON.stringify(body), { status: bad ? 409 : 200 }));
  };
  let closed = 0;
  const rows = [0, 1, 2].map((index) => emptyRow(index, "2026-07-01T08:00:00Z"));
  render(<Later rows={rows} done={() => (closed += 1)} />);
  expect(screen.getByText(t("later.title_many", { count: 3 }))).toBeTruthy();
  expect(screen.queryByText(t("later.remind"))).toBeNull();
  fireEvent.click(screen.getByText(t("later.tomorrow")));
  expect(closed).toBe(1);
  const { result } = renderHook(() => useJob());
  await waitFor(() => expect(result.current).toMatchObject({ done: 3, total: 3 }));
  expect(asked.map(({ path }) => path.replace(/^.*conversations/, ""))).toEqual([
    "/c-0/snooze",
    "/c-1/snooze",
    "/c-2/snooze",
  ]);
  expect(new Set(asked.map(({ until }) => until)).size).toBe(1);
  expect(result.current?.failed.map(({ row }) => row.id)).toEqual(["c-1"]);
  expect(result.current?.did.filter(({ back }) => back !== null)).toHaveLength(2);
});
