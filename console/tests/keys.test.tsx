import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { QueryClientProvider } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it } from "vitest";
import { queries } from "@/api/query";
import type { Row } from "@/api/types";
import { Dialog } from "@/design/parts/Dialog";
import { useAsked } from "@/features/conversations/asking";
import { changeDraft, draftOf } from "@/features/conversations/drafts";
import { Composer } from "@/features/conversations/parts/composer/Composer";
import { writeIn } from "@/features/conversations/parts/composer/useWanted";
import { useThreadKeys } from "@/features/conversations/parts/thread/useThreadKeys";
import { act, initial } from "@/features/conversations/state";
import { store } from "@/features/conversations/store";
import { people } from "@/features/people";
import { nobody } from "@/features/people/state";
import { emptyRow } from "./model";

const NO_JOIN = { whisper: false, barge: false, leave: false, takeOver: false };
const MINE = {
  own: true,
  reply: true,
  steer: true,
  wrapUp: false,
  claim: false,
  wake: false,
  remind: true,
  room: false,
};
const RIGHTS = { ...MINE, join: NO_JOIN };
let run = 0;
let row: Row;
let sent = 0;

beforeEach(() => {
  run += 1;
  sent = 0;
  row = { ...emptyRow(0, "2026-07-01T08:00:00Z"), id: `keys-${run}`, phase: "with_agent" };
  const presence = { state: "ready" as const, reason: null, since: "2026-07-01T08:00:00Z", next: null };
  const card = { team_id: null, load: 0, capacity: 5, connected: true, temporary: [], skills: [] };
  const fang = { ...card, id: "fang", name: "王芳", presence: { ...presence, misses: 0, version: 1 } };
  people.set({ ...nobody, ready: true, meId: "me", agents: { fang } });
  store.set(act(initial, { t: "open", id: row.id }));
  globalThis.fetch = () => {
    sent += 1;
    return new Promise(() => undefined);
  };
});
afterEach(cleanup);

const composer = (rights: typeof RIGHTS) => (
  <QueryClientProvider client={queries}>
    <Composer row={row} rights={rights} />
  </QueryClientProvider>
);
function write(field: HTMLElement, text: string): void {
  fireEvent.change(field, { target: { value: text, selectionStart: text.length } });
}

it("gives the field to whoever has taken the conversation, once replies may go there", () => {
  const closed = { ...RIGHTS, reply: false };
  writeIn(row.id);
  const { rerender } = render(composer(closed));
  const field = screen.getByRole("textbox");
  expect(document.activeElement).not.toBe(field);
  rerender(composer(RIGHTS));
  expect(document.activeElement).toBe(field);
  field.blur();
  rerender(composer(closed));
  rerender(composer(RIGHTS));
  expect(document.activeElement).not.toBe(field);
});

it("offers colleagues again after their list was put away and the text was sent", async () => {
  changeDraft(row.id, { tab: "note" });
  render(composer(RIGHTS));
  const field = screen.getByRole("textbox");
  write(field, "@");
  expect(screen.getByRole("listbox")).toBeTruthy();
  fireEvent.keyDown(field, { key: "Escape" });
  expect(screen.queryByRole("listbox")).toBeNull();
  write(field, "@所有人");
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(sent).toBe(1));
  write(field, "@");
  expect(screen.getByRole("listbox")).toBeTruthy();
});

function Keys({ id }: { id: string }) {
  useThreadKeys(id);
  return (
    <>
      <output>{useAsked()}</output>
      <textarea aria-label="reply" />
      <div role="dialog">
        <input aria-label="elsewhere" />
      </div>
    </>
  );
}

it("asks for dialogs by Alt and a key, also while writing, but not from within another dialog", () => {
  render(<Keys id={row.id} />);
  const field = screen.getByLabelText("reply");
  const alt = (code: string, on: HTMLElement = field) => fireEvent.keyDown(on, { code, key: "Dead", altKey: true });
  alt("KeyE", screen.getByLabelText("elsewhere"));
  expect(screen.getByRole("status").textContent).toBe("");
  for (const [code, name] of [
    ["KeyE", "close"],
    ["KeyT", "transfer"],
    ["KeyZ", "later"],
  ] as const) {
    alt(code);
    expect(screen.getByRole("status").textContent).toBe(name);
  }
  fireEvent.keyDown(field, { code: "KeyE", key: "e" });
  expect(screen.getByRole("status").textContent).toBe("later");
  alt("KeyN");
  expect(draftOf(row.id).tab).toBe("note");
});

it("confirms a dialog by Ctrl+Enter, but not while a word is composed, nor what may not be confirmed", () => {
  let done = 0;
  const dialog = (disabled: boolean) => (
    <Dialog dirty={() => false} cancel={() => undefined} onOk={() => (done += 1)} okButtonProps={{ disabled }}>
      <textarea aria-label="why" />
    </Dialog>
  );
  const { rerender } = render(dialog(true));
  const confirm = (more = {}) =>
    fireEvent.keyDown(screen.getByLabelText("why"), { key: "Enter", ctrlKey: true, ...more });
  confirm();
  expect(done).toBe(0);
  rerender(dialog(false));
  confirm({ isComposing: true });
  confirm({ ctrlKey: false });
  expect(done).toBe(0);
  confirm();
  expect(done).toBe(1);
});
