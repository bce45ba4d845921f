import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { WhatIfAnswer, WhatIfEntry, WhatIfRan, WhatIfStudy, WhatIfs } from "@/api/types";
import { light } from "@/design/tokens";
import { WhatIfForm } from "@/features/insight/parts/whatif/WhatIfForm";
import { Study } from "@/features/insight/parts/whatif/Study";
import {
  AS_IT_IS,
  apartBy,
  draftOf,
  factorOf,
  margin,
  percentOf,
  said,
  signed,
  toneOf,
  untouched,
} from "@/features/insight/whatIf";
import { dayOf, whiskers } from "@/features/insight/whatIfDrawing";
import { WhatIf } from "@/features/insight";
import { askSession } from "@/features/session";
import { setLocale, t } from "@/i18n";
import { open, refused, serve } from "./server";

const LIBRARY = {
  families: [{ code: "two_queues", zh: "两个队列", en: "Two queues", loads: [1], day_hours: 11 }],
  events: [],
};
const moment = { queued: 4, service_level: 0.8, abandonment: 0.1, mean_wait: 12, occupancy: 0.7, staff: 3 };
const ran = (name: string, mean: number, apart?: number): WhatIfRan => ({
  name,
  figures: { service_level: { mean, half: 0.02 } },
  by_class: { a: {} },
  differences: apart === undefined ? ({} as WhatIfRan["differences"]) : { service_level: { mean: apart, half: 0.01 } },
  profile: [
    { ...moment, start: 0 },
    { ...moment, start: 1800 },
  ],
});
const ANSWER: WhatIfAnswer = {
  replications: 10,
  whole: true,
  day_hours: 1,
  opening_hour: 9,
  classes: [{ code: "a", zh: "甲", en: "A" }],
  variants: [ran("现状", 0.8), ran("多人", 0.9, 0.1)],
};
const STUDY: WhatIfStudy = {
  id: "1",
  name: "大促",
  state: "done",
  draft: { ...draftOf("大促", "现状", "多人"), family: "two_queues" },
  done: 10,
  total: 10,
  error: null,
  error_field: null,
  asked_by_name: "吴国栋",
  asked_at: "2026-07-10T02:00:00Z",
  ended_at: "2026-07-10T02:01:00Z",
  expires_at: "2026-07-17T02:01:00Z",
  seen: null,
  answer: ANSWER,
};

function show(node: React.ReactNode, answer: () => Response): void {
  globalThis.fetch = () => Promise.resolve(answer());
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<QueryClientProvider client={client}>{node}</QueryClientProvider>);
}

beforeEach(() => setLocale("en"));
afterEach(cleanup);

describe("figures of a simulation", () => {
  it("are said in their unit, with their interval", () => {
    expect(said("service_level", 0.8234)).toBe("82.3%");
    expect(margin("service_level", { mean: 0.8, half: 0.012 })).toBe("± 1.2%");
    expect(said("wait_p90", 43.48)).toBe("43.5 s");
    expect(said("wait_p90", 94)).toBe("1 min 34 s");
    expect(said("queued", 5919.2)).toBe("5,919");
    expect(said("abandonment", null)).toBe("–");
    expect(margin("service_level", { mean: 0.5, half: 6.35 })).toBe("too few to tell");
    expect(signed("wait_p90", { mean: -0.02, half: 0.01 })).toBe("0.0 s");
  });

  it("differ in points where they are shares, and only when the interval does not hold nought", () => {
    expect(signed("abandonment", { mean: 0.012, half: 0.002 })).toBe("+1.2");
    expect(apartBy("abandonment", { mean: 0.012, half: 0.002 })).toBe("± 0.2 points");
    expect(toneOf("abandonment", { mean: 0.012, half: 0.002 })).toBe("bad");
    expect(toneOf("service_level", { mean: 0.012, half: 0.002 })).toBe("good");
    expect(toneOf("service_level", { mean: 0.012, half: 0.02 })).toBe("none");
    expect(toneOf("hours", { mean: 3, half: 0 })).toBe("plain");
  });

  it("are drawn for every variant, by the hours of the day", () => {
    const day = dayOf(ANSWER, "service_level", light) as { xAxis: { data: string[] }; series: { name: string }[] };
    expect(day.xAxis.data).toEqual(["09:00", "09:30"]);
    expect(day.series.map(({ name }) => name)).toEqual(["现状", "多人"]);
    const spread = whiskers(ANSWER, "service_level", light) as { series: { data: number[][] }[] };
    expect(spread.series[0]!.data).toEqual([
      [0.8, 0, 0.02],
      [0.9, 1, 0.02],
    ]);
  });
});

describe("levers", () => {
  it("are turned in per cent without the dust of floating point", () => {
    expect(percentOf(factorOf(15))).toBe(15);
    expect(factorOf(-30)).toBe(0.7);
    expect(untouched({ ...AS_IT_IS, name: "x" })).toBe(true);
    expect(untouched({ ...AS_IT_IS, contains: 0 })).toBe(false);
  });

  it("say what the server refuses beside the field it is about", async () => {
    const problem = { error: { code: "bad_weekdays", message: "", field: "weekdays", params: {} } };
    show(<WhatIfForm library={LIBRARY} full={null} days={7} />, () => Response.json(problem, { status: 422 }));
    fireEvent.submit(screen.getByText(t("what_if.start")).closest("form")!);
    const said = await screen.findByRole("alert");
    expect(said.textContent).toBe(t("errors.bad_weekdays"));
    await waitFor(() => {
      expect(said.parentElement!.contains(document.activeElement)).toBe(true);
    });
  });

  it("cannot be sent while too many are going", () => {
    show(<WhatIfForm library={LIBRARY} full="enough" days={7} />, () => Response.json({}));
    expect(screen.getByText(t("what_if.start")).closest("button")!.disabled).toBe(true);
    expect(screen.getByText("enough")).toBeTruthy();
  });
});

describe("a study", () => {
  it("shows how far it is, and may be stopped by who may", async () => {
    const going = { ...STUDY, state: "running", done: 3, ended_at: null, answer: null };
    show(<Study id="1" may library={LIBRARY} />, () => Response.json(going));
    expect(await screen.findByText(t("what_if.so_far", { done: 3, total: 10 }))).toBeTruthy();
    expect(screen.getByText(t("what_if.stop"))).toBeTruthy();
  });

  it("says why there is no result", async () => {
    const failed = { ...STUDY, state: "failed", error: "nobody_seen", answer: null };
    show(<Study id="1" may={false} library={LIBRARY} />, () => Response.json(failed));
    expect((await screen.findByRole("alert")).textContent).toContain("No suitable agent");
    expect(screen.queryByText(t("action.delete"))).toBeNull();
  });

  it("that cannot be read can be asked for again", async () => {
    show(<Study id="1" may library={LIBRARY} />, () =>
      Response.json({ error: { code: "not_found", message: "", field: null, params: {} } }, { status: 404 }),
    );
    expect(await screen.findByText(t("action.again"))).toBeTruthy();
  });
});

describe("the list of studies", () => {
  const found = (items: WhatIfEntry[]): WhatIfs => ({ items, library: LIBRARY, at_once: 2, days: 7 });
  const AT = "GET /insight/what-ifs";
  beforeEach(async () => {
    const user = { id: "me", name: "吴国栋", email: "", role: "supervisor" };
    serve({ "GET /session": { user, permissions: ["insight.manage"], csrf: "" } });
    await askSession();
  });

  it("is a page too when it is empty, with the button that fills it", async () => {
    serve({ [AT]: found([]) });
    open(<WhatIf id={null} />);
    expect(await screen.findByText(t("what_if.none"))).toBeTruthy();
    expect(screen.getAllByText(t("what_if.new"))).toHaveLength(1);
  });

  it("tells the one that is open, how far another has come, and which are kept", async () => {
    const going: WhatIfEntry = { ...STUDY, id: "2", name: "在跑", state: "running", done: 3 };
    serve({ [AT]: found([going, { ...STUDY, expires_at: null }]), "GET /insight/what-ifs/1": STUDY });
    open(<WhatIf id="1" />);
    const here = (await screen.findAllByText("大促")).map((one) => one.closest("a")).find((one) => one !== null)!;
    expect(here.getAttribute("aria-current")).toBe("page");
    expect(within(here).getByLabelText(t("what_if.kept"))).toBeTruthy();
    const other = screen.getByText("在跑").closest("a")!;
    expect(within(other).getByRole("progressbar").getAttribute("aria-valuenow")).toBe("30");
  });

  it("that cannot be read can be asked for again", async () => {
    serve({ [AT]: () => refused("forbidden", null, 403) });
    open(<WhatIf id={null} />);
    expect(await screen.findByText(t("action.again"))).toBeTruthy();
  });
});
