import { act as during, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { QueryClientProvider } from "@tanstack/react-query";
import type { SendBody } from "@/api/client";
import { queries } from "@/api/query";
import type { AgentCard, Row } from "@/api/types";
import { changeDraft, followDrafts } from "@/features/conversations/drafts";
import { Composer } from "@/features/conversations/parts/composer/Composer";
import { act, initial } from "@/features/conversations/state";
import { store } from "@/features/conversations/store";
import { people } from "@/features/people";
import { nobody } from "@/features/people/state";
import { t } from "@/i18n";
import { emptyRow } from "./model";

let sent: SendBody[] = [];
let run = 0;
let row: Row;
const NOTHING = { whisper: false, barge: false, leave: false, takeOver: false };
const RIGHTS = {
  own: true,
  reply: true,
  steer: true,
  wrapUp: false,
  claim: false,
  wake: false,
  remind: true,
  room: false,
  join: NOTHING,
};
const SUPERVISING = { ...RIGHTS, own: false, reply: false, join: { ...NOTHING, whisper: true, barge: true } };

function agent(id: string, name: string): AgentCard {
  return {
    id,
    name,
    team_id: null,
    presence: { state: "ready", reason: null, since: "2026-07-01T08:00:00Z", next: null, misses: 0, version: 1 },
    load: 0,
    capacity: 5,
    connected: true,
    temporary: [],
    skills: [],
  };
}

beforeEach(() => {
  sent = [];
  run += 1;
  // A conversation of its own per test: drafts are remembered by conversation.
  row = { ...emptyRow(0, "2026-07-01T08:00:00Z"), id: `conv-${run}`, phase: "with_agent" };
  people.set({
    ...nobody,
    ready: true,
    meId: "me",
    agents: { me: agent("me", "林晓雨"), fang: agent("fang", "王芳") },
  });
  store.set(act(initial, { t: "open", id: row.id }));
  globalThis.fetch = (_, init) => {
    sent.push(JSON.parse(String(init?.body)) as SendBody);
    return new Promise(() => undefined);
  };
});
afterEach(cleanup);

function open(rights = RIGHTS): HTMLTextAreaElement {
  render(
    <QueryClientProvider client={queries}>
      <Composer row={row} rights={rights} />
    </QueryClientProvider>,
  );
  return screen.getByRole("textbox");
}
function write(field: HTMLTextAreaElement, text: string): void {
  fireEvent.change(field, { target: { value: text, selectionStart: text.length } });
}

describe("the composer", () => {
  it("never sends while an input method is composing", () => {
    const field = open();
    write(field, "nihao");
    fireEvent.keyDown(field, { key: "Enter", isComposing: true });
    fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
    fireEvent.keyDown(field, { key: "Enter", ctrlKey: true, isComposing: true });
    expect(sent).toEqual([]);
    expect(field.value).toBe("nihao");
  });

  it("sends with Enter, empties itself and shows the message as sending", async () => {
    const field = open();
    write(field, "您好，已经为您改约");
    fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
    expect(sent).toEqual([]);
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toMatchObject({ kind: "text", text: "您好，已经为您改约" });
    expect(field.value).toBe("");
    expect(store.get().threads[row.id]?.pending[0]?.state).toBe("sending");
  });

  it("sends what it answers to, once, and lets it go on request", async () => {
    during(() => changeDraft(row.id, { quote: { id: "m-1", name: "张女士", text: "几点能到" } }));
    const field = open();
    expect(screen.getByText("几点能到")).toBeTruthy();
    write(field, "七点前");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent[0]).toMatchObject({ text: "七点前", quote: "m-1" }));
    expect(screen.queryByText("几点能到")).toBeNull();
    during(() => changeDraft(row.id, { quote: { id: "m-2", name: "张女士", text: "还有一事" } }));
    fireEvent.click(screen.getByRole("button", { name: t("quote.drop") }));
    expect(screen.queryByText("还有一事")).toBeNull();
  });

  it("shows what another tab writes", () => {
    const stop = followDrafts();
    const field = open();
    const text = JSON.stringify({ tab: "reply", reply: "另一个窗口里写的", note: "", quote: null });
    during(() => void window.dispatchEvent(new StorageEvent("storage", { key: `qf.draft.${row.id}`, newValue: text })));
    expect(field.value).toBe("另一个窗口里写的");
    during(() => void window.dispatchEvent(new StorageEvent("storage", { key: `qf.draft.${row.id}`, newValue: null })));
    expect(field.value).toBe("");
    stop();
  });

  it("does not send blanks", () => {
    const field = open();
    write(field, "  ");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(sent).toEqual([]);
  });

  it("stops at variables that nobody has filled and says which", () => {
    const field = open();
    write(field, "预计 {{退款日期}} 前到账");
    fireEvent.keyDown(field, { key: "Enter", ctrlKey: true });
    expect(sent).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("退款日期");
  });

  it("does not send more than the server takes, and says by how much", () => {
    const field = open();
    write(field, "长".repeat(4_012));
    fireEvent.keyDown(field, { key: "Enter" });
    expect(sent).toEqual([]);
    expect(screen.getByRole("alert").textContent).toContain("12");
  });

  it("writes notes with the colleagues they name", async () => {
    const field = open();
    fireEvent.click(screen.getByRole("tab", { name: "备注" }));
    write(screen.getByRole("textbox"), "@王芳 请跟进");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(sent[0]).toMatchObject({ kind: "note", mentions: ["fang"] }));
  });

  it("keeps a draft per conversation, reply and note apart, over a reload", () => {
    write(open(), "写到一半");
    cleanup();
    expect(open().value).toBe("写到一半");
    fireEvent.click(screen.getByRole("tab", { name: "备注" }));
    expect(screen.getByRole<HTMLTextAreaElement>("textbox").value).toBe("");
    expect(JSON.parse(localStorage.getItem(`qf.draft.${row.id}`) ?? "{}")).toMatchObject({ reply: "写到一半" });
  });

  it("offers only notes where a reply is not mine to write, and says why", () => {
    row = { ...row, agent: { id: "fang", name: "王芳" } };
    open({ ...RIGHTS, reply: false, steer: false });
    expect(screen.getByRole<HTMLButtonElement>("tab", { name: "回复" }).disabled).toBe(true);
    expect(screen.getByText(/由王芳接待/)).toBeDefined();
  });

  it("whispers to the agent and to nobody else, once however often it is tried", async () => {
    row = { ...row, agent: { id: "fang", name: "王芳" } };
    const asked: { url: string; body: { client_id: string; text: string } }[] = [];
    let refuse = true;
    globalThis.fetch = (url, init) => {
      asked.push({ url: String(url), body: JSON.parse(String(init?.body)) as { client_id: string; text: string } });
      if (refuse) return Promise.reject(new TypeError("offline"));
      const { client_id, text } = asked.at(-1)!.body;
      const said = {
        id: "w1",
        conversation_id: row.id,
        seq: 0,
        author_id: "me",
        author_name: "林晓雨",
        agent_id: "fang",
      };
      return Promise.resolve(Response.json({ ...said, text, client_id, at: "2026-07-01T08:00:00Z" }));
    };
    const field = open(SUPERVISING);
    expect(screen.getByRole("tab", { selected: true }).textContent).toBe(t("composer.whisper"));
    write(field, "先道歉");
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(asked.length).toBe(1));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: t("composer.send_whisper") })).toHaveProperty("disabled", false),
    );
    expect(field.value).toBe("先道歉");
    refuse = false;
    fireEvent.keyDown(field, { key: "Enter" });
    await waitFor(() => expect(field.value).toBe(""));
    expect(asked.map(({ url }) => url.split("/").at(-1))).toEqual(["whispers", "whispers"]);
    expect(asked[1]?.body).toEqual(asked[0]?.body);
    expect(sent).toEqual([]);
    expect(store.get().threads[row.id]?.whispers.map(({ text }) => text)).toEqual(["先道歉"]);
  });

  it("keeps a draft of one tab out of the others, and falls back to what may be written", () => {
    changeDraft(row.id, { tab: "whisper", whisper: "悄悄话", reply: "给客户的话" });
    expect(open().value).toBe("给客户的话");
    cleanup();
    expect(open(SUPERVISING).value).toBe("悄悄话");
    cleanup();
    expect(open({ ...RIGHTS, own: false, reply: false }).value).toBe("");
  });
});

describe("a channel with a quota", () => {
  const left = (count: number, until: string): void => {
    row = { ...row, quota: { left: count, of: 5, until } };
  };
  const button = (name: string): HTMLElement =>
    screen.getByRole("button", { name: new RegExp(`^${[...name].join(" ?")}$`) });

  it("says how many replies are left", () => {
    left(3, new Date(Date.now() + 3_600_000).toISOString());
    write(open(), "您好");
    expect(screen.getByText(/还能回复 3 条（共 5 条）/)).toBeTruthy();
    expect(button(t("composer.send")).hasAttribute("disabled")).toBe(false);
  });

  it.each([
    ["none is left", 0, 3_600_000],
    ["the time is over", 3, -1_000],
  ])("takes no reply when %s, but a note", (_, count, ms) => {
    left(count, new Date(Date.now() + ms).toISOString());
    const field = open();
    write(field, "您好");
    fireEvent.keyDown(field, { key: "Enter" });
    expect(sent).toEqual([]);
    expect(screen.getByRole("alert").textContent).toBe(t("quota.spent"));
    expect(button(t("composer.send")).hasAttribute("disabled")).toBe(true);
    fireEvent.click(screen.getByRole("tab", { name: t("composer.note") }));
    write(screen.getByRole("textbox"), "等客户回来");
    expect(button(t("composer.save_note")).hasAttribute("disabled")).toBe(false);
  });
});
