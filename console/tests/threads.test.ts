import { describe, expect, it } from "vitest";
import type { Delivery, Message } from "@/api/types";
import {
  dropPending,
  forward,
  gapAfter,
  lookersOn,
  noThread,
  putDelivery,
  putMessage,
  putMessages,
  putPending,
  putRetried,
  putTyping,
} from "@/features/conversations/threads";
import type { Pending } from "@/features/conversations/threads";
import { Model } from "./model";

function messages(count: number): Message[] {
  const model = new Model(1);
  for (let index = 0; index < count; index += 1) model.run({ do: index % 2 ? "agent" : "customer", conv: 0 });
  return model.messages(0).items;
}
const page = (list: Message[], more = false) => ({
  items: list,
  next: more ? "further" : null,
  read: { customer: 0, agents: {} },
});

describe("what was taken back", () => {
  it("stays so, whichever way and in which order it is told", () => {
    const all = messages(3);
    const gone = { ...all[1]!, recalled: true };
    const thread = putMessage(putMessages(noThread, page(all), {}), gone);
    expect(thread.messages[1]!.recalled).toBe(true);
    expect(putMessages(thread, page(all), {}).messages[1]!.recalled).toBe(true);
    expect(putMessage(noThread, gone).messages).toEqual([gone]);
  });
});

describe("gaps", () => {
  it("are found by prev and closed by what follows the last known message", () => {
    const all = messages(10);
    let thread = putMessages(noThread, page(all.slice(0, 4)), {});
    expect(gapAfter(thread)).toBeNull();
    thread = putMessage(thread, all[8]!);
    expect(gapAfter(thread)).toBe(4);
    thread = putMessages(thread, page(all.slice(4, 7), true), { after: 4 });
    expect(gapAfter(thread)).toBe(7);
    thread = putMessages(thread, page(all.slice(7)), { after: 7 });
    expect(gapAfter(thread)).toBeNull();
    expect(thread.messages.map((message) => message.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("end when the server shows nothing more, so that nobody asks for ever", () => {
    const all = messages(6);
    const thread = putMessages(noThread, page(all.slice(0, 2)), {});
    const hidden = putMessage(thread, { ...all[5]!, prev: 5 });
    expect(gapAfter(hidden)).toBe(2);
    expect(gapAfter(putMessages(hidden, page([all[5]!]), { after: 2 }))).toBeNull();
  });

  it("do not count what lies before the first loaded message", () => {
    const thread = putMessages(noThread, page(messages(60).slice(10), true), {});
    expect(gapAfter(thread)).toBeNull();
    expect(thread.older).toBe(true);
  });

  it("older pages join at the front and say whether there is more", () => {
    const all = messages(60);
    let thread = putMessages(noThread, page(all.slice(30), true), {});
    thread = putMessages(thread, page(all.slice(5, 30), true), { before: 31 });
    expect(thread.older).toBe(true);
    thread = putMessages(thread, page(all.slice(0, 5)), { before: 6 });
    expect(thread.older).toBe(false);
    expect(thread.messages).toEqual(all);
  });

  it("a fresh end does not forget that older messages exist", () => {
    const all = messages(60);
    let thread = putMessages(noThread, page(all.slice(0, 55)), {});
    thread = putMessages(thread, page(all.slice(30), true), {});
    expect(thread.older).toBe(false);
    expect(thread.messages).toHaveLength(60);
  });
});

describe("delivery", () => {
  it("moves forward only", () => {
    const order: Delivery[] = ["accepted", "sent", "failed", "delivered", "read"];
    for (const [i, known] of order.entries())
      for (const [j, next] of order.entries()) expect(forward(known, next, false)).toBe(order[Math.max(i, j)]);
  });

  it("a live accepted after a failure is a retry; an old message frame is not", () => {
    const own = messages(2)[1]!;
    let thread = putMessages(noThread, page([{ ...own, delivery: "failed" }]), {});
    expect(putMessage(thread, { ...own, delivery: "accepted" }).messages[0]!.delivery).toBe("failed");
    thread = putDelivery(thread, own.id, "accepted");
    expect(thread.messages[0]!.delivery).toBe("accepted");
    expect(putDelivery(thread, own.id, "sent").messages[0]!.delivery).toBe("sent");
  });

  it("the answer to a retry is taken as it is", () => {
    const own = messages(2)[1]!;
    const thread = putMessages(noThread, page([{ ...own, delivery: "failed" }]), {});
    expect(putRetried(thread, { ...own, delivery: "accepted" }).messages[0]!.delivery).toBe("accepted");
  });

  it("that arrives before its message is kept for it", () => {
    const own = messages(2)[1]!;
    const thread = putMessage(putDelivery(noThread, own.id, "delivered"), own);
    expect(thread.messages[0]!.delivery).toBe("delivered");
    expect(thread.early).toEqual({});
  });
});

describe("pending", () => {
  const pending: Pending = {
    client_id: "k1",
    body: { client_id: "k1", kind: "text", text: "您好" },
    local: null,
    state: "sending",
    error: null,
    at: "2026-07-01T08:00:00Z",
  };

  it("gives way to the message that carries its client_id, whoever brings it", () => {
    const thread = putPending(noThread, pending);
    expect(putMessage(thread, { ...messages(2)[1]!, client_id: "k1" }).pending).toEqual([]);
    expect(putMessage(thread, { ...messages(2)[1]!, client_id: "k2" }).pending).toEqual([pending]);
  });

  it("changes in place and can be dropped", () => {
    const thread = putPending(putPending(noThread, pending), { ...pending, state: "failed", error: "network" });
    expect(thread.pending).toHaveLength(1);
    expect(thread.pending[0]!.state).toBe("failed");
    expect(dropPending(thread, "k1").pending).toEqual([]);
  });
});

it("typing ends with the message it announced", () => {
  const who = { kind: "customer" as const, id: null, name: "张女士" };
  const frame = { t: "typing" as const, conversation_id: "c-0", who, on: true };
  const thread = putTyping(noThread, frame, 1_000);
  expect(thread.typing).toHaveLength(1);
  expect(thread.typing[0]!.until).toBe(7_000);
  expect(putMessage(thread, messages(1)[0]!).typing).toEqual([]);
  expect(putTyping(thread, { ...frame, on: false }, 2_000).typing).toEqual([]);
});

describe("who looks on", () => {
  const of = (id: string, supervisor = false) => ({ id, name: id, supervisor });

  it("is told but for oneself, its own agent, and supervisors who answer in it", () => {
    const open = [of("me"), of("owner", true), of("boss", true), of("joined", true), of("peer")];
    const found = lookersOn(open, "me", "owner", [{ id: "joined" }]);
    expect(found.supervisors.map(({ id }) => id)).toEqual(["boss"]);
    expect(found.others.map(({ id }) => id)).toEqual(["peer"]);
    expect(lookersOn(open, "me", undefined, []).supervisors.map(({ id }) => id)).toEqual(["owner", "boss", "joined"]);
  });
});
