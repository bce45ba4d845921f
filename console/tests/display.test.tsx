import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { Display } from "@/features/insight/screens/Display";
import { t } from "@/i18n";

let asked: { url: string; bearer: string | null }[] = [];

const kpi = {
  code: "service_level",
  zh: "服务水平",
  en: "Service level",
  zh_definition: "",
  en_definition: "",
  unit: "ratio",
  formula: "",
  measures: [],
  better: "up",
  target: 0.8,
  by_agent: true,
};
const board = { since: "", until: "", zone: "Asia/Shanghai", kpis: [], total: {}, before: {} };
const person = { key: "1", name: "林悦", values: { praised: 3, handled: 9, satisfaction: 4.8 } };
const wall = {
  tenant: "知夏电器",
  zone: "Asia/Shanghai",
  today: "2026-07-10",
  kpis: [kpi],
  live: {
    now: "2026-07-10T02:00:00Z",
    queues: [],
    agents: { ready: 4, connected: 4, busy: 1, on_break: 0, away: 0, offline: 0, in_hand: 1 },
    today: { service_level: 0.91 },
  },
  hours: { ...board, by: "hour", rows: [] },
  people: { ...board, by: "agent", rows: [person] },
};

function open(answer: () => Response): void {
  asked = [];
  globalThis.fetch = (url, init) => {
    asked.push({ url: String(url), bearer: new Headers(init?.headers).get("authorization") });
    return Promise.resolve(answer());
  };
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <Display token="qfw_abc" />
    </QueryClientProvider>,
  );
}

afterEach(cleanup);

describe("a big screen without a session", () => {
  it("shows the wall by its link, and asks for nothing else", async () => {
    open(() => Response.json(wall));
    await screen.findByText("知夏电器");
    await screen.findByText("91.0%");
    await screen.findByText("林悦");
    expect(screen.queryByRole("button", { name: t("wall.leave") })).toBeNull();
    expect(asked).toEqual([{ url: "/api/v1/wall", bearer: "Bearer qfw_abc" }]);
  });

  it("says so when the link is over", async () => {
    open(() => Response.json({ error: { code: "link_over" } }, { status: 401 }));
    await screen.findByText(t("displays.over"));
  });
});
