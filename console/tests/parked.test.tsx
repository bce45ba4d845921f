import { act, cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ParkedEvent, ParkedPage } from "@/api/types";
import Parked from "@/features/parked";
import { RunCard } from "@/features/parked/parts/RunCard";
import { dismiss, start, stop } from "@/features/parked/run";
import { sourceName } from "@/features/parked/data";
import { t } from "@/i18n";
import { open as show, refused, serve } from "./server";

interface Asked {
  watcher?: string;
  until?: string;
}
const asked: Asked[] = [];
/** What the server still has of a thousand; every fortieth fails again. */
let left = 1000;
let broken = false;
let gate: Promise<void> = Promise.resolve();

beforeEach(() => {
  asked.length = 0;
  left = 1000;
  broken = false;
  gate = Promise.resolve();
  globalThis.fetch = async (_, init) => {
    await gate;
    asked.push(JSON.parse(String(init?.body)) as Asked);
    if (broken) return Response.json({ error: { code: "forbidden", message: "no" } }, { status: 403 });
    left -= 25;
    return Response.json({ replayed: 24, failed: 1, left: left > 0, until: "2026-07-01T08:00:00Z" });
  };
});
afterEach(() => {
  cleanup();
  dismiss();
});

describe("trying a thousand again", () => {
  it("goes on until there are none left, each once, and says what came of it", async () => {
    render(<RunCard />);
    await act(() => start("watcher:insight", 1000));
    expect(asked).toHaveLength(40);
    expect(asked[0]).toEqual({ watcher: "watcher:insight" });
    expect(new Set(asked.slice(1).map(({ until }) => until))).toEqual(new Set(["2026-07-01T08:00:00Z"]));
    expect(screen.getByRole("status").textContent).toBe(t("parked.ran", { count: 960 }));
    expect(screen.getByText(t("parked.failed_again", { count: 40 }))).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: t("bulk.dismiss") }));
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("stops when one wants it to, and begins no second time meanwhile", async () => {
    render(<RunCard />);
    let running: Promise<void> = Promise.resolve();
    let open: () => void = () => undefined;
    gate = new Promise((resolve) => (open = resolve));
    await act(async () => {
      running = start("", 1000);
      await start("watcher:x", 10);
    });
    fireEvent.click(screen.getByRole("button"));
    await act(() => (open(), running));
    expect(asked).toHaveLength(1);
    expect(asked.every(({ watcher }) => watcher === undefined)).toBe(true);
    expect(screen.getByRole("status").textContent).toBe(t("parked.stopped", { done: 25, total: 1000 }));
  });

  it("says why it could not go on", async () => {
    broken = true;
    render(<RunCard />);
    await act(() => start("", 30));
    expect(screen.getByText(t("errors.forbidden"))).toBeTruthy();
    stop();
    expect(screen.getByRole("button").getAttribute("aria-label")).toBe(t("bulk.dismiss"));
  });
});

describe("a source", () => {
  it("has a word where people know it by one, else its own name", () => {
    expect(sourceName("watcher:insight")).toBe("统计");
    expect(sourceName("timer:deliver")).toBe("送达客户");
    expect(sourceName("watcher:brand_new")).toBe("brand_new");
  });
});

describe("the list of what is parked", () => {
  const EVENT: ParkedEvent = {
    id: "p1",
    watcher: "watcher:insight",
    event_type: "conversation.closed",
    event_id: "0198f3c4-7b21-7c1e-9a0d-5d7e2f41a901",
    attempts: 5,
    error: "KeyError: 'queue_id'\n  line 120",
    at: "2026-07-01T08:00:00Z",
  };
  const page = (items: ParkedEvent[], ...sources: ParkedPage["sources"]): ParkedPage => ({
    items,
    next: null,
    sources,
  });

  it("says in one line what failed and why, and tries one again", async () => {
    const served = serve({
      "GET /parked": page([EVENT], { watcher: "watcher:insight", count: 1 }),
      "POST /parked/p1/replay": {},
    });
    show(<Parked />);
    const row = (await screen.findByText("conversation.closed")).closest("tr")!;
    expect(within(row).getByText("统计")).toBeTruthy();
    expect(within(row).getByText("KeyError: 'queue_id'")).toBeTruthy();
    expect(screen.queryByRole("combobox")).toBeNull();
    fireEvent.click(within(row).getByText(t("action.replay")));
    await waitFor(() => expect(served.some(({ path }) => path === "/parked/p1/replay")).toBe(true));
  });

  it("asks before all are tried again, and says how many", async () => {
    const sources = { watcher: "watcher:insight", count: 812 };
    serve({ "GET /parked": page([EVENT], sources, { watcher: "timer:deliver", count: 3 }) });
    show(<Parked />);
    fireEvent.click(await screen.findByText(t("parked.replay_all", { count: 815 })));
    expect(await screen.findByText(t("parked.replay_ask", { count: 815 }))).toBeTruthy();
  });

  it("is a page too when it is empty, and when it cannot be read", async () => {
    serve({ "GET /parked": page([]) });
    show(<Parked />);
    expect(await screen.findByText(t("parked.empty"))).toBeTruthy();
    cleanup();
    serve({ "GET /parked": () => refused("forbidden", null, 403) });
    show(<Parked />);
    expect(await screen.findByText(t("action.again"))).toBeTruthy();
  });
});
