import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AgentCard, Presence } from "@/api/types";
import { AskNotices, notify } from "@/features/offers";
import { AwayBar, SignedOffBar, people } from "@/features/people";
import { nobody } from "@/features/people/state";
import { t } from "@/i18n";

const asked: string[] = [];
const ready: Presence = {
  state: "ready",
  reason: null,
  since: "2026-07-01T08:20:00Z",
  next: null,
  misses: 0,
  version: 9,
};
const away: Presence = {
  ...ready,
  state: "break",
  reason: "away",
  since: "2026-07-01T08:10:00Z",
  version: 8,
  away_since: "2026-07-01T08:00:00Z",
};

function mine(presence: Presence, load = 0): void {
  const card: AgentCard = {
    id: "me",
    name: "林悦",
    team_id: null,
    presence,
    load,
    capacity: 5,
    connected: true,
    skills: [],
    temporary: [],
  };
  people.set({ ...nobody, ready: true, meId: "me", agents: { me: card } });
}

const now = (): Presence => people.get().agents.me!.presence;

beforeEach(() => {
  asked.length = 0;
  globalThis.fetch = (url) => {
    asked.push(String(url));
    return Promise.resolve(Response.json(ready));
  };
});
afterEach(cleanup);

describe("somebody who was away", () => {
  it("is told since when and what is still theirs, and is back with one click", async () => {
    mine(away, 3);
    render(<AwayBar />);
    expect(screen.getByRole("status").textContent).toContain(t("away.kept", { count: 3 }));
    fireEvent.click(screen.getByRole("button"));
    await waitFor(() => expect(now()).toEqual(ready));
    expect(asked).toEqual(["/api/v1/presence/back"]);
    expect(screen.queryByRole("status")).toBeNull();
  });

  it("is back with Enter, but for one that ends a line of text; there it is Alt+Enter", async () => {
    mine(away);
    render(
      <>
        <AwayBar />
        <input aria-label="search" />
      </>,
    );
    const field = screen.getByLabelText("search");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(asked).toEqual([]);
    fireEvent.keyDown(field, { key: "Enter", altKey: true });
    await waitFor(() => expect(now().state).toBe("ready"));
    cleanup();
    mine(away);
    render(<AwayBar />);
    fireEvent.keyDown(document.body, { key: "Enter" });
    await waitFor(() => expect(asked).toHaveLength(2));
  });

  it("is told of a machine that slept as such", () => {
    mine({ ...away, reason: "asleep" });
    render(<AwayBar />);
    expect(screen.getByRole("status").textContent).toContain(t("away.asleep", { since: "" }).slice(-10));
  });

  it("a break of one's own has no bar, and Enter means nothing", () => {
    mine({ ...away, reason: "meal", away_since: null });
    render(<AwayBar />);
    fireEvent.keyDown(document.body, { key: "Enter" });
    expect(screen.queryByRole("status")).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe("desktop notices", () => {
  const hidden = (is: boolean): void => {
    Object.defineProperty(document, "hidden", { value: is, configurable: true });
  };

  it("are asked for once an offer would have needed one, and never again by whoever wants none", () => {
    const stub = Object.assign(
      function Notice() {
        throw new Error("not allowed yet");
      },
      { permission: "default", requestPermission: () => Promise.resolve("granted") },
    );
    Object.assign(window, { Notification: stub });
    const shown = render(<AskNotices />);
    notify("a", "张女士", "退款");
    shown.rerender(<AskNotices />);
    expect(screen.queryByRole("status")).toBeNull(); // the tab was in sight
    hidden(true);
    notify("a", "张女士", "退款");
    hidden(false);
    shown.rerender(<AskNotices />);
    expect(screen.queryByText(t("notices_ask.text"))).not.toBeNull();
    fireEvent.click(screen.getByText(t("notices_ask.no")));
    expect(screen.queryByRole("status")).toBeNull();
    cleanup();
    render(<AskNotices />);
    expect(screen.queryByRole("status")).toBeNull();
  });
});

describe("somebody whom the house has signed off", () => {
  const off: Presence = {
    ...ready,
    state: "offline",
    reason: "after_hours",
    since: "2026-07-01T11:30:00Z",
    gone_since: "2026-07-01T10:05:00Z",
  };

  it("is told when and why at the next sign-in, and begins or has read it with one click", async () => {
    for (const [name, sent] of [
      [t("signed_off.start"), "ready"],
      [t("signed_off.seen"), "offline"],
    ] as const) {
      mine(off, 2);
      const bodies: unknown[] = [];
      globalThis.fetch = (_, init) => {
        bodies.push(JSON.parse(String(init?.body)));
        return Promise.resolve(Response.json({ ...ready, version: 10 }));
      };
      render(<SignedOffBar />);
      const words = screen.getByRole("status").textContent;
      expect(words).toContain(t("presence.reason.after_hours"));
      expect(words).toContain(t("away.kept", { count: 2 }));
      fireEvent.click(screen.getByText(name));
      await waitFor(() => expect(screen.queryByRole("status")).toBeNull());
      expect(bodies).toEqual([{ state: sent, when: "now" }]);
      cleanup();
    }
  });

  it("is nobody else: not who signed off themselves, and not who is away", () => {
    mine({ ...off, reason: null, gone_since: null });
    render(<SignedOffBar />);
    expect(screen.queryByRole("status")).toBeNull();
    cleanup();
    mine(away);
    render(<SignedOffBar />);
    expect(screen.queryByRole("status")).toBeNull();
  });
});
