import { QueryClientProvider } from "@tanstack/react-query";
import { act as during, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { queries } from "@/api/query";
import type { Row, RowPage } from "@/api/types";
import { GreenBar, GreenList } from "@/features/green";
import { act, initial } from "@/features/conversations/state";
import { store } from "@/features/conversations/store";
import { people } from "@/features/people";
import { nobody } from "@/features/people/state";
import { askSession } from "@/features/session";
import { t } from "@/i18n";
import { emptyRow } from "./model";

const sounded = { count: 0 };
const notices: { title: string; closed: boolean }[] = [];
const asked: string[] = [];

const bell = {
  chime: () => {
    sounded.count += 1;
  },
  notify: (_: string, title: string) => {
    const notice = { title, closed: false };
    notices.push(notice);
    return () => {
      notice.closed = true;
    };
  },
};

function row(index: number, name: string, seconds: number, more: Partial<Row> = {}): Row {
  const since = new Date(Date.now() - seconds * 1000).toISOString();
  const plain = emptyRow(index, since);
  return {
    ...plain,
    id: `green-${index}`,
    customer: { ...plain.customer, name },
    phase: "queued",
    green: true,
    queued_at: since,
    ...more,
  };
}

const COUNTS = { mine: 0, waiting: 0, team: 0, snoozed: 0, all: 0 };

function waiting(items: Row[]): void {
  const page: RowPage = { items, next: null, counts: COUNTS };
  const list = { view: "waiting" as const, q: "" };
  store.update((state) => act(state, { t: "page", list, page, asked: state.tick, append: false }));
}

const open = (what: React.ReactNode) => render(<QueryClientProvider client={queries}>{what}</QueryClientProvider>);

beforeEach(async () => {
  sounded.count = 0;
  notices.length = 0;
  asked.length = 0;
  queries.setQueryData(["insight", "alerts"], [{ code: "green", enabled: true }]);
  const permissions = ["desk.use", "floor.join", "conversations.claim"];
  const session = { user: { id: "boss", name: "吴国栋", email: "", role: "supervisor" }, permissions, csrf: "" };
  globalThis.fetch = () => Promise.resolve(Response.json(session));
  await askSession();
  people.set({ ...nobody, ready: true, meId: "boss" });
  store.set(initial);
  globalThis.fetch = (url) => {
    asked.push(String(url));
    return new Promise(() => undefined);
  };
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  history.replaceState(null, "", "/");
});

describe("the green channel", () => {
  it("lists those nobody has taken, the longest first, and nobody else", () => {
    waiting([row(1, "王先生", 10), row(2, "张女士", 90), row(3, "李先生", 300, { green: false })]);
    open(<GreenList />);
    const names = [...document.querySelectorAll("li b")].map((one) => one.textContent);
    expect(names).toEqual(["张女士", "王先生"]);
  });

  it("sounds until somebody has taken them all, and tells of each once", () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    open(<GreenBar bell={bell} />);
    expect(sounded.count).toBe(0);
    during(() => waiting([row(1, "王先生", 10)]));
    expect(sounded.count).toBe(1);
    during(() => void vi.advanceTimersByTime(20_000));
    expect(sounded.count).toBe(3);
    during(() => waiting([row(1, "王先生", 10), row(2, "张女士", 90)]));
    expect(notices.map(({ title }) => title)).toEqual(["王先生", "张女士"].map((name) => t("green.notice", { name })));
    during(() => waiting([row(2, "张女士", 90)]));
    expect(notices.map(({ closed }) => closed)).toEqual([true, false]);
    during(() => waiting([]));
    const before = sounded.count;
    during(() => void vi.advanceTimersByTime(60_000));
    expect(sounded.count).toBe(before);
    expect(notices.every(({ closed }) => closed)).toBe(true);
  });

  it("is silent where the house has switched its rule off", () => {
    queries.setQueryData(["insight", "alerts"], [{ code: "green", enabled: false }]);
    waiting([row(1, "王先生", 10)]);
    open(<GreenBar bell={bell} />);
    expect(screen.getByRole("alert").textContent).toContain("王先生");
    expect([sounded.count, notices.length]).toEqual([0, 0]);
  });

  it("is taken with one key, the longest first", async () => {
    waiting([row(1, "王先生", 10), row(2, "张女士", 90)]);
    open(<GreenBar bell={bell} />);
    fireEvent.keyDown(document.body, { code: "KeyG", key: "g", altKey: true });
    await waitFor(() => expect(asked.filter((url) => url.endsWith("/claim"))).toHaveLength(1));
    expect(asked.find((url) => url.endsWith("/claim"))).toContain("green-2");
  });

  it("offers nothing to take to who takes no conversations", () => {
    people.set({ ...nobody, ready: true, meId: null });
    waiting([row(1, "王先生", 10)]);
    open(<GreenList />);
    expect(screen.queryByRole("button")).toBeNull();
  });
});
