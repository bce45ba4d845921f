import { cleanup, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Outlook } from "@/api/types";
import { WaitLine } from "@/features/insight/parts/WaitLine";
import { setLocale, t } from "@/i18n";
import { open, serve } from "./server";

const OUTLOOK: Outlook = {
  queue_id: "q",
  place: 3,
  median: 120,
  far: 290,
  low_minutes: 2,
  high_minutes: 5,
  coverage: { told: 240, silent: 6, median: 0.52, far: 0.905, announced: 0.93 },
};
const AT = "GET /queues/q/wait";

beforeEach(() => setLocale("en"));
afterEach(cleanup);

it("says what customers are told of their wait, and how right that was", async () => {
  serve({ [AT]: OUTLOOK });
  open(<WaitLine queue="q" />);
  expect(await screen.findByText(t("insight.wait_now", { place: 3, low: 2, high: 5 }))).toBeTruthy();
  const right = t("insight.wait_right", { count: 240, announced: "93.0%", far: "90.5%", median: "52.0%" });
  expect(screen.getByText(right)).toBeTruthy();
});

it("says that customers are told nothing while there is nothing to go by, and claims no coverage then", async () => {
  const nothing = { told: 0, silent: 0, median: null, far: null, announced: null };
  serve({ [AT]: { ...OUTLOOK, low_minutes: null, high_minutes: null, coverage: nothing } });
  open(<WaitLine queue="q" />);
  const line = await screen.findByText(t("insight.wait_unknown"));
  expect(line.querySelector("span")).toBeNull();
});
