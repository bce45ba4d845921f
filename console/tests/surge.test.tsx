import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { queries } from "@/api/query";
import type { Surge, SurgePolicy } from "@/api/types";
import { Surge as SurgeScreen } from "@/features/admin/screens/Surge";
import { SurgeBanner, leverWords, standingWords } from "@/features/insight/parts/SurgeBanner";
import { askSession } from "@/features/session";
import { setLocale, t } from "@/i18n";

const LATE = { id: "a1", title: "Parcels are late", shown: true };
const REFUND = { id: "a2", title: "Refunds take three days", shown: true };
const CALM: Surge = {
  on: false,
  since: null,
  by_hand: false,
  ratio: null,
  arrivals: null,
  expected: null,
  lending: false,
  pool_teams: [],
  wrap_up_seconds: null,
  pinned: [],
  ai_first: false,
  message_minutes: 0,
  callback_minutes: 0,
  defer_minutes: 0,
  deferred: 0,
  hold: null,
  hold_until: null,
};
const ON: Surge = { ...CALM, on: true, since: "2026-07-01T02:00:00Z", ratio: 3.04, wrap_up_seconds: 15 };
const POLICY: SurgePolicy = {
  version: 3,
  detect: true,
  alpha: 0.001,
  least_arrivals: 10,
  windows_to_begin: 2,
  windows_to_end: 3,
  end_ratio: 1.3,
  share_above: 10,
  share_until: 3,
  pool_teams: [],
  wrap_up_seconds: null,
  pinned: [LATE.id],
  ai_first: false,
  message_minutes: 0,
  callback_minutes: 0,
  defer: false,
  defer_minutes: 120,
};
const RULES = { policy: POLICY, by_name: "吴国栋", at: "2026-07-01T02:00:00Z", teams: [], pinned: [LATE] };

interface Asked {
  way: string;
  path: string;
  body: unknown;
}
let asked: Asked[] = [];
/** What the server says by method and path; an answer that is missing is an empty list. */
let says: Record<string, () => Response> = {};

function show(node: React.ReactNode): void {
  queries.clear();
  queries.setDefaultOptions({ queries: { retry: false } });
  render(<QueryClientProvider client={queries}>{node}</QueryClientProvider>);
}

function refusal(code: string, field: string | null, status: number, params: Record<string, unknown> = {}): Response {
  return Response.json({ error: { code, message: code, field, params } }, { status });
}

async function asSomebody(...permissions: string[]): Promise<void> {
  const user = { id: "boss", name: "吴国栋", email: "", role: "supervisor" };
  says["GET /session"] = () => Response.json({ user, permissions, csrf: "" });
  await askSession();
  await setLocale("en"); // the session brings the house's own
  asked = [];
}

beforeEach(async () => {
  asked = [];
  says = { "GET /surge/articles": () => Response.json({ items: [LATE, REFUND] }) };
  globalThis.fetch = (url, init) => {
    const path = String(url).replace("/api/v1", "").split("?")[0]!;
    const way = init?.method ?? "GET";
    asked.push({ way, path, body: typeof init?.body === "string" ? JSON.parse(init.body) : null });
    return Promise.resolve(says[`${way} ${path}`]?.() ?? Response.json({ items: [] }));
  };
  await asSomebody("insight.read");
});
afterEach(cleanup);

const press = (words: string): void => void fireEvent.click(screen.getByText(words).closest("button")!);
const sent = (way: string): Asked[] => asked.filter((one) => one.way === way);

describe("the banner of a surge", () => {
  it("says since when, by how much and what is done, in words", () => {
    expect(standingWords(ON)).toContain("3.0 times");
    expect(standingWords({ ...ON, by_hand: true, ratio: null })).toContain("by hand");
    expect(leverWords(ON)).toBe("After-call work at most 15 s");
    expect(leverWords({ ...ON, wrap_up_seconds: null })).toBe(t("surge.lever_none"));
    expect(leverWords({ ...ON, wrap_up_seconds: null, pinned: [LATE, REFUND] })).toBe(
      "Pinned answer: Parcels are late, Refunds take three days",
    );
  });

  it("says that the AI comes first", () => {
    expect(leverWords({ ...ON, ai_first: true })).toContain(t("surge.lever_ai_first"));
  });

  it("says from which wait on a message may be left instead", () => {
    expect(leverWords({ ...ON, wrap_up_seconds: null, message_minutes: 8 })).toBe(
      "Who is to wait longer than 8 min may leave a message",
    );
  });

  it("is not there while nothing is on or held", async () => {
    says["GET /surge"] = () => Response.json(CALM);
    show(<SurgeBanner />);
    await waitFor(() => expect(sent("GET")).toHaveLength(1));
    expect(screen.queryByLabelText(t("surge.title"))).toBeNull();
  });

  it("lets nobody order anything who may only look", async () => {
    says["GET /surge"] = () => Response.json(ON);
    show(<SurgeBanner />);
    expect((await screen.findByLabelText(t("surge.title"))).textContent).toContain("3.0 times");
    expect(screen.queryAllByRole("button")).toHaveLength(0);
  });

  it("holds, and shows at once what the server answered", async () => {
    await asSomebody("insight.read", "floor.manage");
    says["GET /surge"] = () => Response.json(ON);
    const held: Surge = { ...CALM, hold: "off", hold_until: "2026-07-01T03:00:00Z" };
    says["POST /surge/hold"] = () => Response.json(held);
    show(<SurgeBanner />);
    fireEvent.click(await screen.findByText(t("surge.hold_off")));
    await screen.findByText(standingWords(held));
    expect(sent("POST")[0]?.body).toEqual({ what: "off", minutes: 60 });
    expect(screen.queryByText(t("surge.pin"))).toBeNull();
  });

  it("pins an answer for the surge that is on", async () => {
    await asSomebody("insight.read", "floor.manage");
    says["GET /surge"] = () => Response.json(ON);
    says["PUT /surge/pinned"] = () => Response.json({ ...ON, pinned: [REFUND] });
    show(<SurgeBanner />);
    fireEvent.click(await screen.findByText(t("surge.pin")));
    const field = await screen.findByRole("combobox");
    fireEvent.mouseDown(field);
    fireEvent.click(await screen.findByTitle(REFUND.title));
    press(t("surge.pin_save"));
    await waitFor(() => expect(sent("PUT")[0]?.body).toEqual({ pinned: [REFUND.id] }));
    await waitFor(() => expect(screen.getByLabelText(t("surge.title")).textContent).toContain(REFUND.title));
  });
});

describe("the rules of surge mode", () => {
  it("say who changed them, and what the pinned answer is for customers", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    show(<SurgeScreen />);
    expect((await screen.findByText(/吴国栋/)).textContent).toContain("Changed by");
    expect(screen.getByText(/the web chat lists “Parcels are late” first/)).toBeTruthy();
    expect(screen.getByText(t("action.save")).closest("button")?.disabled).toBe(true);
  });

  it("say what is different for customers once the AI comes first", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    show(<SurgeScreen />);
    expect(await screen.findByText(t("surge.ai_first_hint"))).toBeTruthy();
    fireEvent.click(screen.getByLabelText(t("surge.ai_first")));
    expect(await screen.findByText(t("surge.ai_first_preview"))).toBeTruthy();
  });

  it("say whom a message is offered instead of waiting, and save the minutes", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    says["PUT /surge/policy"] = () =>
      Response.json({ ...RULES, policy: { ...POLICY, version: 4, message_minutes: 8 } });
    show(<SurgeScreen />);
    expect(await screen.findByText(t("surge.message_hint"))).toBeTruthy();
    fireEvent.change(screen.getByLabelText(t("surge.message")), { target: { value: "8" } });
    expect(await screen.findByText(t("surge.message_preview", { minutes: 8 }))).toBeTruthy();
    press(t("action.save"));
    await waitFor(() => expect(sent("PUT")[0]?.body).toEqual({ policy: { ...POLICY, message_minutes: 8 } }));
  });

  it("can be asked for again when they could not be read", async () => {
    let answers = 0;
    says["GET /surge/policy"] = () =>
      answers++ === 0 ? refusal("internal", null, 500) : Response.json({ ...RULES, by_name: "韩硕" });
    show(<SurgeScreen />);
    fireEvent.click(await screen.findByText(t("action.again")));
    expect(await screen.findByText(/韩硕/)).toBeTruthy();
  });

  it("are tried out without being saved", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    says["POST /surge/policy/preview"] = () =>
      Response.json({
        windows: 2016,
        known: 2000,
        surges: [{ since: "2026-06-30T02:00:00Z", until: null, peak: 3.2 }],
      });
    show(<SurgeScreen />);
    fireEvent.click(await screen.findByText(t("surge.try")));
    expect(await screen.findByText("3.2 times the usual")).toBeTruthy();
    expect(screen.getByText(t("surge.lasts"))).toBeTruthy();
    expect(sent("PUT")).toHaveLength(0);
  });

  it("tell a refusal at the field, and are saved with the version that was shown", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    let refused = false;
    says["PUT /surge/policy"] = () => {
      if (!refused) {
        refused = true;
        return refusal("article_not_shown", "pinned", 422);
      }
      return Response.json({ ...RULES, policy: { ...POLICY, version: 4, detect: false } });
    };
    show(<SurgeScreen />);
    fireEvent.click(await screen.findByLabelText(t("surge.detect")));
    press(t("action.save"));
    expect(await screen.findByText(/not shown this article/)).toBeTruthy();
    press(t("action.save"));
    await waitFor(() => expect(sent("PUT")).toHaveLength(2));
    expect(sent("PUT")[1]?.body).toEqual({ policy: { ...POLICY, detect: false } });
    await waitFor(() => expect(screen.getByText(t("action.save")).closest("button")?.disabled).toBe(true));
  });

  it("say who was quicker, and keep what was typed", async () => {
    says["GET /surge/policy"] = () => Response.json(RULES);
    says["PUT /surge/policy"] = () => refusal("surge_changed", null, 409, { by: "韩硕" });
    show(<SurgeScreen />);
    const detect = await screen.findByLabelText(t("surge.detect"));
    fireEvent.click(detect);
    press(t("action.save"));
    expect(await screen.findByText(t("surge.beaten", { name: "韩硕" }))).toBeTruthy();
    expect(detect.getAttribute("aria-checked")).toBe("false");
  });
});
