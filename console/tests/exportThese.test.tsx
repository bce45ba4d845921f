import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MOST_CHOSEN } from "@/api/conversationFiles";
import { queries } from "@/api/query";
import type { ConversationExport, ExportFilter } from "@/api/types";
import { ExportThese, exactly } from "@/features/conversations";
import { exportOf } from "@/features/conversations/only";
import { askSession } from "@/features/session";
import { t } from "@/i18n";

const made: ConversationExport = {
  id: "x-1",
  state: "waiting",
  format: "csv",
  filter: {} as ExportFilter,
  masked: false,
  asked_by_name: "韩硕",
  asked_at: "2026-07-01T08:00:00Z",
  ended_at: null,
  expires_at: null,
  done: 0,
  total: 0,
  messages: 0,
  bytes: 0,
  error: null,
  chosen: 2,
  yours: false,
};
const sent: unknown[] = [];

beforeEach(() => {
  sent.length = 0;
  queries.clear();
  globalThis.fetch = (_, init) => {
    if (init?.method === "POST") {
      sent.push(JSON.parse(String(init.body)));
      return Promise.resolve(Response.json(made));
    }
    return Promise.resolve(Response.json({ ...made, state: "done", done: 2, total: 2, bytes: 2048, yours: true }));
  };
});
afterEach(cleanup);

async function signedIn(...permissions: string[]): Promise<void> {
  const serving = globalThis.fetch;
  const session = { user: { id: "me", name: "韩硕", email: "", role: "admin" }, permissions, csrf: "" };
  globalThis.fetch = () => Promise.resolve(Response.json(session));
  await askSession();
  globalThis.fetch = serving;
}

function show(which: () => Promise<Partial<ExportFilter>>): void {
  render(
    <QueryClientProvider client={queries}>
      <ExportThese which={which} words="两个会话" />
    </QueryClientProvider>,
  );
}

describe("exporting what one looks at", () => {
  it("asks for exactly these, watches, and hands out the file where one is", async () => {
    await signedIn("conversations.export", "customers.reveal");
    show(() => Promise.resolve(exactly(["c-1", "c-2", "c-1"], "search")));
    fireEvent.click(screen.getByText(t("export_these.word")));
    fireEvent.click(await screen.findByText(t("conversation_files.start")));
    const link = await screen.findByRole("link", { name: new RegExp(t("privacy.download")) });
    expect(link.getAttribute("href")).toContain("/conversation-exports/x-1/file");
    expect(sent).toEqual([{ format: "csv", locale: "zh-CN", filter: { ids: ["c-1", "c-2"], origin: "search" } }]);
    expect(screen.getByText(t("export_these.made", { done: 2, size: "2 KB" }), { exact: false })).toBeTruthy();
  });

  it("says before the server is asked when there are none or too many", async () => {
    await signedIn("conversations.export");
    const many = Array.from({ length: MOST_CHOSEN + 1 }, (_, n) => `c-${n}`);
    show(async () => exactly(many, "figure"));
    fireEvent.click(screen.getByText(t("export_these.word")));
    expect(await screen.findByText(t("conversation_files.masked"))).toBeTruthy();
    fireEvent.click(screen.getByText(t("conversation_files.start")));
    expect(await screen.findByText(t("export_these.too_many", { max: MOST_CHOSEN }))).toBeTruthy();
    await waitFor(() => expect(sent).toEqual([]));
    expect(() => exactly([], "chosen")).toThrow(t("export_these.none"));
  });

  it("is for who may export", async () => {
    await signedIn("conversations.read");
    show(() => Promise.resolve({}));
    expect(screen.queryByText(t("export_these.word"))).toBeNull();
  });

  it("takes a list as it is narrowed", () => {
    const place = { view: "team" as const, only: { tag: "漏水", unanswered: "true" }, saved: "v-1" };
    expect(exportOf(place)).toEqual({ view: "team", tag: "漏水", unanswered: true, origin: "view" });
    expect(exportOf({ ...place, only: { queue: "q-1" } })).toEqual({ view: "team", queue: "q-1", origin: "view" });
  });
});
