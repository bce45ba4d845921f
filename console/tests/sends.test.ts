import { beforeEach, describe, expect, it } from "vitest";
import type { SendBody } from "@/api/client";
import { ApiError } from "@/api/http";
import type { Message } from "@/api/types";
import { Sends } from "@/live/sends";
import { LiveSocket } from "@/live/socket";
import { World, welcome } from "./socket";

const body: SendBody = { client_id: "m-1", kind: "text", text: "您好" };
const kept = { id: "1", client_id: "m-1", text: "您好" } as Message;
const busy = { code: "conflict", message: "busy", field: null, params: {} };
let world: World;
let sends: Sends;

beforeEach(() => {
  world = new World();
  const live = new LiveSocket(world);
  sends = new Sends(live, world.after);
  live.start();
  world.last.hear(welcome);
});

describe("sending over the live socket", () => {
  it("gives the message as the server keeps it", async () => {
    const sent = sends.send("c-1", body);
    expect(world.last.sent.at(-1)).toEqual({ t: "send", conversation_id: "c-1", message: body });
    world.last.hear({ t: "sent", client_id: "m-1", message: kept });
    expect(await sent).toEqual(kept);
  });

  it("finds its answer among those of others", async () => {
    const sent = sends.send("c-1", body);
    const other = sends.send("c-2", { ...body, client_id: "m-2" });
    world.last.hear({ t: "sent", client_id: "m-2", message: { ...kept, id: "2" } });
    world.last.hear({ t: "sent", client_id: "m-1", message: kept });
    expect([(await sent)?.id, (await other)?.id]).toEqual(["1", "2"]);
  });

  it("fails as a request would, with the time to wait", async () => {
    const sent = sends.send("c-1", body);
    world.last.hear({ t: "refused", client_id: "m-1", status: 429, retry_after: 1, error: busy });
    const error: unknown = await sent.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 429, code: "conflict", retryAfter: 1, passing: true });
  });

  it("leaves it to a request when there is no socket, when it breaks, when it is silent, when the session is gone", async () => {
    const unanswered = sends.send("c-1", body);
    world.pass(5_000);
    expect(await unanswered).toBeNull();

    const gone = sends.send("c-1", body);
    world.last.hear({ t: "refused", client_id: "m-1", status: 401, retry_after: null, error: busy });
    expect(await gone).toBeNull();

    const broken = sends.send("c-1", body);
    world.last.die();
    expect(await broken).toBeNull();
    expect(await sends.send("c-1", body)).toBeNull();
    expect(world.timers.length).toBeLessThanOrEqual(2); // the beat and the next try: none of its own is left
  });
});
