import type { Frame } from "@/api/types";
import type { SocketLike } from "@/live/socket";

/** A socket whose other end is the test. */
export class FakeSocket implements SocketLike {
  readyState = 0;
  sent: { t: string; conversation_ids?: string[] }[] = [];
  closed = false;
  onopen = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { t: string });
  }
  close(): void {
    this.closed = true;
  }
  hear(frame: Frame): void {
    this.readyState = 1;
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  die(): void {
    this.onclose?.(undefined as never);
  }
}

/** Time that passes when told to, and the sockets that were opened meanwhile. */
export class World {
  time = 0;
  sockets: FakeSocket[] = [];
  timers: { at: number; run: () => void }[] = [];
  open = (): SocketLike => {
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };
  now = (): number => this.time;
  random = (): number => 1;
  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.time + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((item) => item !== timer);
    };
  };
  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.run();
    }
    this.time = end;
  }
  /** The machine sleeps: time goes on, timers do not run until it wakes. */
  sleep(ms: number): void {
    this.time += ms;
    this.pass(0);
  }
  get last(): FakeSocket {
    return this.sockets.at(-1)!;
  }
}

export const welcome: Frame = { t: "welcome", now: "2026-07-01T08:00:00Z", me: null, offers: [] };
