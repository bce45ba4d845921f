/**
 * Empties the outbox in order, one entry at a time: by socket when it is open, by POST when it has been away for
 * more than three seconds. The same client_id is sent until the server acknowledges or refuses it for good.
 */
import type { Env } from "./env";
import { type Item, LEASE, type Outbox } from "./outbox";
import type { Ack, Failure } from "./types";

export interface Wire {
  /** true when the socket is open and welcomed */
  ready(): boolean;
  /** ms since the socket was last open */
  away(): number;
  send(item: Item): void;
  post(item: Item): Promise<Ack>;
  /** the socket took a message and never answered: it is dead */
  suspect(): void;
}

const PATIENCE = 6_000;
const FALLBACK = 3_000;

export class Sender {
  private busy: string | null = null;
  private tries = 0;
  private cancel: (() => void) | null = null;
  private claiming = false;
  /** number of the POST under way; 0 for none */
  private posting = 0;
  private posts = 0;
  /** the socket swallowed a message: the next try goes by POST */
  private mute = false;
  private notBefore = 0;
  /** the pause is for want of a network, not at the server's wish */
  private unreached = false;

  constructor(
    private box: Outbox,
    private wire: Wire,
    private env: Env,
    private lock: string,
    private done: (item: Item, ack: Ack) => void,
    private changed: () => void,
  ) {}

  /** Look for work. Safe to call at any time. */
  async pump(): Promise<void> {
    const head = this.box.head();
    if (this.busy || this.claiming || !head) return;
    const byPost = this.mute || !this.wire.ready();
    const wait = Math.max(this.notBefore - this.env.now(), byPost && !this.mute ? FALLBACK - this.wire.away() : 0);
    if (wait > 0) return this.later(wait);
    this.claiming = true;
    const mine = await this.env.alone(this.lock, () => this.box.claim(head.client_id));
    this.claiming = false;
    if (!mine) return this.later(LEASE / 4);
    this.busy = head.client_id;
    if (byPost) return this.post(head);
    this.wire.send(head);
    this.later(PATIENCE, () => {
      this.busy = null;
      this.mute = true;
      this.wire.suspect();
    });
  }

  acked(id: string, ack: Ack): void {
    const item = this.box.acked(id, ack);
    if (item) this.done(item, ack);
    this.free(id);
    this.tries = 0;
    this.mute = false;
    this.changed();
    void this.pump();
  }

  refused(id: string, error: Failure): void {
    this.free(id);
    if (!error.retry) {
      this.box.fail(id, error);
      this.tries = 0;
      this.changed();
      return void this.pump();
    }
    const pause = Math.min(15_000, 500 * 2 ** this.tries++) * (0.5 + this.env.chance() / 2);
    this.unreached = error.code === "network";
    this.notBefore = this.env.now() + Math.max(pause, (error.after ?? 0) * 1000);
    void this.pump();
  }

  /** The socket closed: whatever was under way will be sent again. */
  lost(): void {
    if (this.busy && !this.posting) this.free(this.busy);
    void this.pump();
  }

  /** The socket is open: it does not wait for a POST that may hang; the server drops the repeat. */
  back(): void {
    if (this.busy && this.posting) this.free(this.busy);
    this.posting = 0;
    if (this.unreached) this.notBefore = this.tries = 0;
    void this.pump();
  }

  /** The page goes away: another tab, or this one after a reload, may go on at once. */
  release(): void {
    if (this.busy) this.box.release(this.busy);
  }

  private async post(item: Item): Promise<void> {
    const mine = (this.posting = ++this.posts);
    try {
      const ack = await this.wire.post(item);
      if (mine === this.posting) this.posting = 0;
      this.acked(item.client_id, ack);
    } catch (e) {
      if (mine !== this.posting) return;
      this.posting = 0;
      this.refused(item.client_id, e as Failure);
    }
  }

  private free(id: string): void {
    if (this.busy !== id) return;
    this.busy = null;
    this.cancel?.();
  }

  private later(ms: number, first?: () => void): void {
    this.cancel?.();
    this.cancel = this.env.after(ms, () => {
      this.cancel = null;
      first?.();
      void this.pump();
    });
  }
}
