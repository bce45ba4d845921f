import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LearnedCell, Learning as Learned } from "@/api/types";
import { Learning } from "@/features/learning";
import { scaleOf } from "@/features/learning/parts/LearnedTable";
import { setLocale, t, tCode } from "@/i18n";
import { open, refused, serve } from "./server";

const cell = (agent: string, queue: string, resolved: number): LearnedCell => ({
  agent_id: agent,
  agent,
  queue_id: queue,
  name_zh: queue,
  name_en: queue,
  resolved,
  low: resolved - 0.1,
  high: resolved + 0.1,
  count: 1234.4,
});
const LEARNED: Learned = {
  version: 3,
  mode: "observe",
  explore: 0.02,
  hold_out: 0.1,
  learned: 4812,
  learned_until: "2026-11-20T02:00:00Z",
  verdict: "fit",
  judged: 1893,
  overlap: 400,
  gain: { mean: 0.018, low: -0.004, high: 0.041 },
  steers_since: null,
  stopped: null,
  cells: [cell("周敏", "Repairs", 0.8), cell("郭强", "Repairs", 0.7), cell("刘洋", "Orders", 0.6)],
};
const AT = "/routing/learning";
const MODES = ["off", "observe", "steer"];
const radio = async (mode: string): Promise<HTMLInputElement> =>
  (await screen.findAllByRole<HTMLInputElement>("radio"))[MODES.indexOf(mode)]!;
const save = (): boolean => fireEvent.submit(screen.getByText(t("action.save")).closest("form")!);

beforeEach(() => setLocale("en"));
afterEach(cleanup);

describe("the line of the intervals", () => {
  it("reaches as far as they do, so that agents who are nearly alike are told apart", () => {
    expect(scaleOf([cell("a", "q", 0.72), cell("b", "q", 0.78)])).toEqual({ from: 0.6, to: 0.9 });
  });
});

describe("the learned match", () => {
  it("says what it is worth in points, with its interval, and who does well with what, one queue at a time", async () => {
    serve({ [`GET ${AT}`]: LEARNED });
    open(<Learning />);
    expect(await screen.findByText("+1.8 points")).toBeTruthy();
    expect(screen.getByText("95% interval −0.4 to +4.1, from 1,893 choices")).toBeTruthy();
    expect(screen.getByText("4,812")).toBeTruthy();
    expect(within(screen.getByText("周敏").closest("tr")!).getByText("70.0% – 90.0%")).toBeTruthy();
    expect(within(screen.getByText("周敏").closest("tr")!).getByText("1,234")).toBeTruthy();
    expect(screen.queryByText("刘洋")).toBeNull();
  });

  it("is told how it is wanted, shares as they are counted, with the version that was seen", async () => {
    const asked = serve({ [`GET ${AT}`]: LEARNED, [`PUT ${AT}`]: { ...LEARNED, version: 4, mode: "steer" } });
    open(<Learning />);
    fireEvent.click(await radio("steer"));
    fireEvent.change(screen.getByLabelText(t("learning.explore")), { target: { value: "3" } });
    save();
    await waitFor(() => expect(asked.at(-1)?.method).toBe("PUT"));
    expect(asked.at(-1)?.body).toEqual({ version: 3, mode: "steer", explore: 0.03, hold_out: 0.1 });
    await waitFor(() => expect(screen.getByText(t("action.save")).closest("button")!.disabled).toBe(true));
  });

  it("says beside a share why it will not do", async () => {
    serve({ [`GET ${AT}`]: LEARNED, [`PUT ${AT}`]: () => refused("explore_out_of_range", "explore") });
    open(<Learning />);
    fireEvent.click(await radio("off"));
    save();
    const field = (await screen.findByLabelText(t("learning.explore"))).closest(".ant-form-item")!;
    await waitFor(() => expect(field.querySelector(".ant-form-item-explain-error")).toBeTruthy());
  });

  it("does not route before it was judged fit, and says why it stopped", async () => {
    serve({ [`GET ${AT}`]: { ...LEARNED, verdict: "not_shown", stopped: "service_level" } });
    open(<Learning />);
    expect((await radio("steer")).disabled).toBe(true);
    expect((await radio("observe")).disabled).toBe(false);
    expect(screen.getByRole("status").textContent).toBe(tCode("learning_stopped", "service_level"));
  });

  it("says that there is nothing yet, and when there will be", async () => {
    serve({
      [`GET ${AT}`]: { ...LEARNED, learned: 0, learned_until: null, gain: null, verdict: "too_few", cells: [] },
    });
    open(<Learning />);
    expect(await screen.findByText(t("learning.none"))).toBeTruthy();
    expect(screen.getByText(t("learning.not_yet"))).toBeTruthy();
    expect(screen.queryByRole("table")).toBeNull();
  });

  it("that cannot be read can be asked for again", async () => {
    let well = false;
    serve({ [`GET ${AT}`]: () => (well ? LEARNED : refused("forbidden", null, 403)) });
    open(<Learning />);
    const again = await screen.findByText(t("action.again"));
    well = true;
    fireEvent.click(again);
    expect(await screen.findByText("+1.8 points")).toBeTruthy();
  });
});
