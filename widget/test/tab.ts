import { type Item, Outbox } from "../src/core/outbox";
import { Sender, type Wire } from "../src/core/sender";
import type { Ack, Failure } from "../src/core/types";
import type { Clock, Shared } from "./clock";

export const ackOf = (seq: number): Ack => ({ conversation_id: "c1", id: "m" + seq, seq, prev: seq - 1, at: "2025-11-03T08:00:00Z" });
export const refusal = (retry: boolean, code = "invalid"): Failure => ({ code, retry, status: 422 });

/** One tab: its wire records what was sent, and answers as the test says. */
export class Tab {
  readonly box: Outbox;
  readonly sender: Sender;
  sent: string[] = [];
  posted: string[] = [];
  done: number[] = [];
  suspected = 0;
  ready = true;
  lostAt = 0;
  dead = false;
  post: (i: Item) => Promise<Ack> = async () => { throw { code: "network", retry: true, status: 0 }; };

  constructor(readonly clock: Clock, store: Shared, name: string) {
    const env = { ...clock, now: clock.now, after: (ms: number, run: () => void) => clock.after(ms, () => void (this.dead || run())) };
    this.box = new Outbox(store, "o:", name, env);
    const wire: Wire = {
      ready: () => this.ready,
      away: () => (this.ready ? 0 : clock.now() - this.lostAt),
      send: (i) => this.sent.push(i.client_id),
      post: (i) => { this.posted.push(i.client_id); return this.post(i); },
      suspect: () => { this.suspected++; this.cut(); },
    };
    this.sender = new Sender(this.box, wire, env, "lock", (_, ack) => this.done.push(ack.seq), () => {});
  }

  cut(): void {
    this.ready = false;
    this.lostAt = this.clock.now();
    this.sender.lost();
  }

  back(): void {
    this.ready = true;
    this.sender.back();
  }

  write(text: string): string {
    const { client_id } = this.box.add("text", text, null);
    void this.sender.pump();
    return client_id;
  }
}
