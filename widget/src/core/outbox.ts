/**
 * Messages the server has not acknowledged, one stored entry per client_id, shared by all tabs of the visitor.
 * A tab sends an entry only under its own lease, so two tabs do not send the same one; should a tab die, its lease
 * runs out and another tab goes on. The server drops repeats of a client_id in any case.
 */
import type { Env } from "./env";
import type { Store } from "./store";
import type { Ack, Attachment, Failure, Message, SendKind } from "./types";

export interface Item {
  client_id: string;
  /** ms since the epoch when written; with `n` the order of sending */
  at: number;
  n: number;
  kind: SendKind;
  text: string;
  attachment: Attachment | null;
  quick: boolean;
  /** set when the server refused for good; waits for the visitor */
  error: Failure | null;
  lease?: { tab: string; until: number };
  /** set just before removal, so that the other tabs can put the message in place without asking */
  ack?: Ack;
}

/** ms a sender owns an entry before another tab may take it over. */
export const LEASE = 16_000;

export class Outbox {
  private n = 0;

  constructor(
    private store: Store,
    private prefix: string,
    private tab: string,
    private env: Env,
  ) {}

  /** All entries, oldest first. */
  all(): Item[] {
    return this.store.keys(this.prefix).flatMap((k) => this.parse(this.store.get(k)) ?? []).sort((a, b) => a.at - b.at || a.n - b.n);
  }

  parse(raw: string | null): Item | null {
    try {
      const item = JSON.parse(raw!) as Item | null;
      return item?.client_id ? item : null;
    } catch {
      return null; // someone else wrote here; not ours to judge
    }
  }

  get(id: string): Item | null {
    return this.parse(this.store.get(this.prefix + id));
  }

  add(kind: SendKind, text: string, attachment: Attachment | null, quick = false): Item {
    const item: Item = {
      client_id: this.env.uuid(), at: this.env.now(), n: ++this.n, kind, text, attachment, quick, error: null,
    };
    this.put(item);
    return item;
  }

  /** The next to send: entries go out one after another, refused ones stand aside. */
  head(): Item | undefined {
    return this.all().find((i) => !i.error);
  }

  /** Take the lease of an entry; false when another tab holds it. Call it under a lock. */
  claim(id: string): boolean {
    const item = this.get(id);
    const now = this.env.now();
    if (!item || item.error || (item.lease && item.lease.tab !== this.tab && item.lease.until > now)) return false;
    this.put({ ...item, lease: { tab: this.tab, until: now + LEASE } });
    return true;
  }

  /** The server has it. Gives the entry, or null when another tab was told first. */
  acked(id: string, ack: Ack): Item | null {
    const item = this.get(id);
    if (item) {
      this.put({ ...item, ack });
      this.drop(id);
    }
    return item;
  }

  /** The server refused it for good: it waits for the visitor. */
  fail(id: string, error: Failure): void {
    this.free(id, error);
  }

  /** Anyone may send it: the visitor asked for another try, or the sender goes away. */
  release(id: string): void {
    this.free(id, null);
  }

  private free(id: string, error: Failure | null): void {
    const item = this.get(id);
    if (item) this.put({ ...item, error, lease: undefined });
  }

  drop(id: string): void {
    this.store.set(this.prefix + id, null);
  }

  private put(item: Item): void {
    this.store.set(this.prefix + item.client_id, JSON.stringify(item));
  }
}

/** What goes to the server of an entry. */
export const wire = (i: Item): object => ({
  client_id: i.client_id, kind: i.kind, text: i.text || undefined, attachment_id: i.attachment?.id, quick: i.quick || undefined,
});

/** The stored message as it will come back, from what we sent and what the server said. */
export const fromAck = (item: Item, ack: Ack): Message => ({
  id: ack.id, conversation_id: ack.conversation_id, seq: ack.seq, prev: ack.prev, at: ack.at,
  author: { kind: "customer", id: null, name: "" }, kind: item.kind, text: item.text, format: "plain",
  attachment: item.attachment, sources: [], suggestions: [], system: null, client_id: item.client_id,
});
