import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import { act, initial } from "@/features/conversations/state";
import { discard, recoverOutbox, resend, send } from "@/features/conversations/outbox";
import { store } from "@/features/conversations/store";
import { Model } from "./model";

interface Sent {
  client_id: string;
  text?: string;
}

let sent: Sent[] = [];
let answers: ((body: Sent) => Response)[] = [];
const base: Message = (() => {
  const model = new Model(1);
  model.run({ do: "agent", conv: 0 });
  return model.messages(0).items[0]!;
})();

function accept(body: Sent): Response {
  const seq = sent.length;
  return Response.json({
    ...base,
    id: `m${seq}`,
    seq,
    prev: seq - 1,
    text: body.text ?? "",
    client_id: body.client_id,
  });
}
const refuse = (status: number, code: string) => (): Response =>
  Response.json({ error: { code, message: code } }, { status });
const noNetwork = (): Response => {
  throw new TypeError("network");
};

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  answers = [];
  store.set(
    act(act(initial, { t: "who", who: { id: "me", team: new Set() } }), {
      t: "messages",
      id: "c-0",
      page: { items: [], next: null, read: { customer: 0, agents: {} } },
      asked: {},
    }),
  );
  // The network is the edge of this program: it alone is replaced.
  globalThis.fetch = (_, init) => {
    const body = JSON.parse(String(init?.body)) as Sent;
    sent.push(body);
    try {
      return Promise.resolve((answers.shift() ?? accept)(body));
    } catch (error) {
      return Promise.reject(error as Error);
    }
  };
});

const thread = () => store.get().threads["c-0"]!;
const settle = () => vi.advanceTimersByTimeAsync(20_000);

describe("sending", () => {
  it("shows the message at once and gives way to the server's", async () => {
    send("c-0", { kind: "text", text: "您好" });
    expect(thread().pending.map((item) => item.state)).toEqual(["sending"]);
    await settle();
    expect(thread().pending).toEqual([]);
    expect(thread().messages.map((message) => message.text)).toEqual(["您好"]);
    expect(Object.keys(localStorage).filter((key) => key.startsWith("qf.outbox."))).toEqual([]);
  });

  it("keeps the order in which it was written, even when the first has to be tried again", async () => {
    answers = [noNetwork, refuse(503, "unavailable")];
    send("c-0", { kind: "text", text: "一" });
    send("c-0", { kind: "text", text: "二" });
    await settle();
    expect(sent.map((body) => body.text)).toEqual(["一", "一", "一", "二"]);
    expect(new Set(sent.slice(0, 3).map((body) => body.client_id)).size).toBe(1);
    expect(thread().messages.map((message) => message.text)).toEqual(["一", "二"]);
  });

  it("fails with the reason when refused, without trying again by itself", async () => {
    answers = [refuse(409, "not_owner")];
    send("c-0", { kind: "text", text: "您好" });
    await settle();
    expect(sent).toHaveLength(1);
    expect(thread().pending[0]).toMatchObject({ state: "failed", error: "not_owner" });
  });

  it("retries with the same client_id", async () => {
    answers = [refuse(409, "conflict")];
    send("c-0", { kind: "text", text: "您好" });
    await settle();
    resend("c-0", thread().pending[0]!);
    expect(thread().pending[0]!.state).toBe("sending");
    await settle();
    expect(sent[1]!.client_id).toBe(sent[0]!.client_id);
    expect(thread().pending).toEqual([]);
  });

  it("gives up after four attempts on a dead network and survives the closing of the tab", async () => {
    answers = [noNetwork, noNetwork, noNetwork, noNetwork];
    send("c-0", { kind: "text", text: "您好" });
    await settle();
    expect(sent).toHaveLength(4);
    const failed = thread().pending[0]!;
    expect(failed).toMatchObject({ state: "failed", error: "network" });
    store.set(act(initial, { t: "who", who: { id: "me", team: new Set() } }));
    recoverOutbox("somebody-else")();
    expect(store.get().threads["c-0"]).toBeUndefined();
    recoverOutbox("me")();
    expect(thread().pending[0]).toMatchObject({ client_id: failed.client_id, state: "failed" });
    discard("c-0", failed.client_id);
    expect(localStorage.length).toBe(0);
  });

  it("follows what other tabs send, fail to send and drop", async () => {
    const stop = recoverOutbox("me");
    const key = "qf.outbox.other";
    const tell = (before: string | null, now: string | null): void => {
      if (now === null) localStorage.removeItem(key);
      else localStorage.setItem(key, now);
      window.dispatchEvent(new StorageEvent("storage", { key, oldValue: before, newValue: now }));
    };
    const pending = { client_id: "other", body: { client_id: "other", kind: "text", text: "您好" }, local: null };
    const kept = (state: string): string =>
      JSON.stringify({
        id: "c-0",
        user: "me",
        pending: { ...pending, state, error: null, at: base.at },
        since: Date.now(),
      });
    const [going, failed] = [kept("sending"), kept("failed")];
    tell(null, going);
    expect(thread().pending).toMatchObject([{ client_id: "other", state: "sending" }]);
    tell(going, failed);
    expect(thread().pending).toMatchObject([{ client_id: "other", state: "failed" }]);
    tell(failed, going);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(thread().pending, "left behind by a tab that has died").toMatchObject([{ state: "failed" }]);
    tell(going, null);
    expect(thread().pending).toEqual([]);
    expect(sent, "what another tab sends is not sent from here").toEqual([]);
    stop();
  });
});
