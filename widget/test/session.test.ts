import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Access } from "../src/core/session";
import type { Failure } from "../src/core/types";
import { Clock, settled, Shared } from "./clock";

type Answer = { status: number; body?: unknown; headers?: Record<string, string> } | "silence";
interface Asked { path: string; body: Record<string, unknown>; auth: string | undefined }

let answers: Record<string, Answer[]>;
let asked: Asked[];
let clock: Clock;
let store: Shared;
let heard: string[];
const ok = (token = "t1", id = "v1"): Answer => ({ status: 200, body: { token, visitor: { id } } });
const refuse = (status: number, code = "no", headers = {}): Answer => ({ status, body: { error: { code } }, headers });
const access = (identity?: string): Access => new Access(
  { origin: "https://q", channel: "demo", locale: "zh-CN", identity }, store, clock, "qf:demo:",
  { session: (s) => heard.push("session " + s.token), trouble: () => heard.push("trouble"), gone: () => heard.push("gone") },
);

beforeEach(() => {
  answers = {};
  asked = [];
  heard = [];
  clock = new Clock();
  store = new Shared();
  vi.stubGlobal("location", { href: "https://shop/" });
  vi.stubGlobal("document", { title: "店", referrer: "" });
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const path = url.replace("https://q/webchat/v1/", "");
    asked.push({ path, body: JSON.parse(String(init.body ?? "{}")), auth: (init.headers as Record<string, string>).Authorization });
    const a = answers[path]?.shift() ?? ok();
    if (a === "silence") throw new TypeError("network");
    return new Response(JSON.stringify(a.body), { status: a.status, headers: a.headers });
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("session", () => {
  it("keeps the token and shows it the next time", async () => {
    void access().open();
    await clock.pass(500);
    expect(store.get("qf:demo:token")).toBe("t1");
    const again = access();
    expect(again.returning).toBe(true);
    await again.open();
    expect(asked.map((a) => a.body.token)).toEqual([undefined, "t1"]);
    expect(asked[0]!.body).toMatchObject({ channel: "demo", locale: "zh-CN" });
  });

  it("is opened once when several ask at once", async () => {
    const a = access();
    const all = Promise.all([a.open(), a.open(), a.open()]);
    await clock.pass(1000);
    await all;
    expect(asked).toHaveLength(1);
  });

  it("follows another tab that became another visitor, and only then", async () => {
    const a = access();
    void a.open();
    await clock.pass(500);
    const key = "qf:demo:who";
    expect(store.get(key)).toMatch(/^v1 \d+$/);
    expect(a.another({ key, newValue: "v1" })).toBe(false);
    expect(a.another({ key, newValue: null })).toBe(false);
    expect(a.another({ key: "qf:demo:token", newValue: "v2" })).toBe(false);
    expect(a.another({ key, newValue: "v2" })).toBe(true);
    void a.open("jwt");
    await clock.pass(500);
    expect(a.another({ key, newValue: "v2" })).toBe(false);
  });

  it("of two new guests in one browser the first one stays, whoever hears of it", async () => {
    const stores = [new Shared(), new Shared()]; // a browser without locks: neither sees yet what the other has stored
    clock.told = async () => null;
    answers.session = [ok("t1", "v1"), ok("t2", "v2")];
    const [one, two] = stores.map((own) => { store = own; return access(); });
    const key = "qf:demo:who";
    for (const tab of [one!, two!]) {
      void tab.open();
      await clock.pass(5);
    }
    const [mine, theirs] = stores.map((own) => own.get(key)!);
    expect(two!.another({ key, newValue: mine! })).toBe(true);
    stores[0]!.set("qf:demo:token", "t2"); // what the second one stored arrives
    stores[0]!.set(key, theirs!);
    expect(one!.another({ key, newValue: theirs! })).toBe(false);
    expect([stores[0]!.get("qf:demo:token"), stores[0]!.get(key)]).toEqual(["t1", mine]);
    await clock.pass(31_000); // later it may be somebody who has come back
    expect(one!.another({ key, newValue: theirs! })).toBe(true);
  });

  it("follows also while it is still becoming somebody itself", async () => {
    answers.session = [ok("t2", "v2"), ok("t1", "v1")];
    const a = access();
    void a.open();
    await clock.pass(5);
    store.set("qf:demo:token", "t1");
    void a.follow();
    await clock.pass(1000);
    expect(asked.map((x) => x.body.token)).toEqual([undefined, "t1"]);
    expect(heard).toEqual(["session t2", "session t1"]);
  });

  it("a guest who signs in takes the other tabs along, new as they are", async () => {
    const a = access();
    void a.open();
    await clock.pass(500);
    expect(a.another({ key: "qf:demo:who", newValue: "v9" })).toBe(true);
  });

  it("learns a new token from another tab before the storage brings it", async () => {
    await access().open();
    store = new Shared(); // what a slow machine shows the second tab
    answers.session = [ok("t1")];
    await access().open();
    expect(asked.map((x) => x.body.token)).toEqual([undefined, "t1"]);
    expect(store.get("qf:demo:token")).toBe("t1");
  });

  it("does not go on trying a token it was told of", async () => {
    await access().open();
    store = new Shared();
    answers.session = [refuse(401), ok("t2", "v2")];
    const all = access().open();
    await clock.pass(1000);
    await all;
    expect(asked.map((x) => x.body.token)).toEqual([undefined, "t1", undefined]);
  });

  it("tells who the customer is even when that becomes known while it opens", async () => {
    const a = access();
    const all = Promise.all([a.open(), a.open("jwt")]);
    await clock.pass(1000);
    await all;
    expect(asked.map((x) => x.body.identity)).toEqual([undefined, "jwt"]);
  });

  it("waits for a server that is away, as long as it asks", async () => {
    answers.session = ["silence", refuse(503, "unavailable", { "Retry-After": "9" })];
    void access().open();
    await clock.pass(800);
    expect(asked).toHaveLength(2);
    await clock.pass(8000);
    expect(asked).toHaveLength(2);
    await clock.pass(1500);
    expect(heard).toEqual(["trouble", "trouble", "session t1"]);
  });

  it("goes on without an identity that is refused", async () => {
    answers.session = [refuse(401, "bad_identity")];
    void access("jwt").open();
    await clock.pass(1000);
    expect(asked.map((x) => x.body.identity)).toEqual(["jwt", undefined]);
    expect(heard.at(-1)).toBe("session t1");
  });

  it("begins anew with a token that is refused", async () => {
    store.set("qf:demo:token", "old");
    answers.session = [refuse(401)];
    void access().open();
    await clock.pass(1000);
    expect(asked.map((x) => x.body.token)).toEqual(["old", undefined]);
  });

  it("gives up where the chat does not exist", async () => {
    answers.session = [refuse(404, "unknown_channel")];
    void access().open();
    await clock.pass(500);
    expect(heard).toEqual(["gone"]);
  });
});

describe("requests", () => {
  it("renew an expired session once and try again", async () => {
    store.set("qf:demo:token", "t0");
    const a = access();
    await a.open();
    answers.human = [refuse(401)];
    answers.session = [ok("t2")];
    await a.ask("POST", "human", {});
    expect(asked.map((x) => [x.path, x.auth])).toEqual([["session", undefined], ["human", "Bearer t1"], ["session", "Bearer t1"], ["human", "Bearer t2"]]);
  });

  it.each<[Answer, Partial<Failure>]>([
    ["silence", { code: "network", retry: true, status: 0 }],
    [refuse(429, "rate_limited", { "Retry-After": "3" }), { code: "rate_limited", retry: true, after: 3 }],
    [refuse(503, "unavailable"), { code: "unavailable", retry: true }],
    [refuse(422, "too_long"), { code: "too_long", retry: false, status: 422 }],
    [{ status: 502, body: undefined }, { code: "unavailable", retry: true, status: 502 }],
    [{ status: 413, body: undefined }, { code: "too_large", retry: false }],
  ])("say what went wrong: %j", async (answer, want) => {
    answers.end = [answer];
    await expect(access().ask("POST", "end")).rejects.toMatchObject(want);
    await settled();
  });
});
