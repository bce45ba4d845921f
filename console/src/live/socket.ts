import type { SendBody } from "@/api/client";
import type { Frame } from "@/api/types";

export type LiveStatus = "connecting" | "online" | "offline";

export interface SocketLike {
  readyState: number;
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** What the socket needs from the world, so that tests can hand in another one. Times in milliseconds. */
export interface LiveWorld {
  open(): SocketLike;
  now(): number;
  random(): number;
  after(ms: number, run: () => void): () => void;
}

type ClientFrame =
  | { t: "watch"; conversation_ids: string[] }
  | { t: "lists"; wide: boolean }
  | { t: "typing"; conversation_id: string; on: boolean }
  | { t: "send"; conversation_id: string; message: SendBody }
  | { t: "active" }
  | { t: "ping" };

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;
const PING_EVERY = 25_000;
const PONG_WITHIN = 8_000;
const WELCOME_WITHIN = 10_000;
const BEAT = 2_000;
const SLEPT = 10_000;
const HIDDEN_LONG = 30_000;
const OPEN = 1;

/**
 * One socket of one tab. It reconnects by itself, and says `fresh` whenever frames may have been missed:
 * after every welcome, after sleep, after the tab was hidden for long, and when the server says `resync`.
 * It never changes anybody's presence: a lost socket is a lost socket.
 */
export class LiveSocket {
  private socket: SocketLike | null = null;
  private attempt = 0;
  private running = false;
  private watched: string[] = [];
  private wide = false;
  private hiddenAt: number | null = null;
  private lastBeat = 0;
  private status: LiveStatus = "offline";
  private cancelRetry = (): void => undefined;
  private cancelPing = (): void => undefined;
  private cancelPong = (): void => undefined;
  private cancelBeat = (): void => undefined;
  private readonly frames = new Set<(frame: Frame) => void>();
  private readonly refresh = new Set<() => void>();
  private readonly statuses = new Set<() => void>();

  constructor(private readonly world: LiveWorld) {}

  onFrame(listener: (frame: Frame) => void): () => void {
    this.frames.add(listener);
    return () => this.frames.delete(listener);
  }

  /** The listener fetches its snapshots again. */
  onFresh(listener: () => void): () => void {
    this.refresh.add(listener);
    return () => this.refresh.delete(listener);
  }

  onStatus = (listener: () => void): (() => void) => {
    this.statuses.add(listener);
    return () => this.statuses.delete(listener);
  };

  getStatus = (): LiveStatus => this.status;

  start(): void {
    if (this.running) return;
    this.running = true;
    this.lastBeat = this.world.now();
    this.beat();
    this.connect();
  }

  stop(): void {
    this.running = false;
    this.cancelBeat();
    this.drop();
    this.setStatus("offline");
  }

  watch(ids: string[]): void {
    this.watched = ids.slice(0, 20);
    this.ask({ t: "watch", conversation_ids: this.watched });
  }

  /** Whether a list of other people's conversations is shown: then their rows come too, whatever changes in them. */
  lists(wide: boolean): void {
    if (wide === this.wide) return;
    this.wide = wide;
    this.ask({ t: "lists", wide });
  }

  typing(conversationId: string, on: boolean): void {
    this.ask({ t: "typing", conversation_id: conversationId, on });
  }

  /** The network came back, or somebody pressed "connect now". */
  hurry(): void {
    if (!this.running) return;
    if (this.status === "online") this.ping(3_000);
    else this.connect();
  }

  networkLost(): void {
    if (!this.running) return;
    this.drop();
    this.setStatus("offline");
    this.retry();
  }

  visibility(hidden: boolean): void {
    const now = this.world.now();
    if (hidden) {
      this.hiddenAt = now;
      return;
    }
    const away = this.hiddenAt === null ? 0 : now - this.hiddenAt;
    this.hiddenAt = null;
    if (away <= HIDDEN_LONG) return;
    this.hurry();
    if (this.status === "online") this.sayFresh();
  }

  private beat(): void {
    this.cancelBeat = this.world.after(BEAT, () => {
      const now = this.world.now();
      const slept = now - this.lastBeat - BEAT > SLEPT;
      this.lastBeat = now;
      // A hidden tab's timers are slowed down by the browser, so a late beat there is not sleep.
      if (slept && this.hiddenAt === null) this.connect();
      this.beat();
    });
  }

  private connect(): void {
    this.drop();
    if (!this.running) return;
    this.setStatus("connecting");
    const socket = this.world.open();
    this.socket = socket;
    this.cancelPong = this.world.after(WELCOME_WITHIN, () => {
      this.drop();
      this.retry();
    });
    socket.onmessage = (event) => {
      if (this.socket === socket) this.receive(String(event.data));
    };
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.socket = null;
      this.clearTimers();
      this.retry();
    };
  }

  private receive(text: string): void {
    this.cancelPong();
    const frame = JSON.parse(text) as Frame | { t: "batch"; frames: Frame[] };
    if (frame.t === "batch") {
      frame.frames.forEach((one) => this.frames.forEach((listener) => listener(one)));
      return;
    }
    if (frame.t === "welcome") this.welcomed();
    this.frames.forEach((listener) => listener(frame));
    if (frame.t === "welcome" || frame.t === "resync") this.sayFresh();
  }

  private welcomed(): void {
    this.attempt = 0;
    this.setStatus("online");
    if (this.watched.length) this.ask({ t: "watch", conversation_ids: this.watched });
    if (this.wide) this.ask({ t: "lists", wide: true });
    this.schedulePing();
  }

  private schedulePing(): void {
    this.cancelPing();
    this.cancelPing = this.world.after(PING_EVERY, () => {
      this.ping(PONG_WITHIN);
      this.schedulePing();
    });
  }

  private ping(within: number): void {
    this.ask({ t: "ping" });
    this.cancelPong();
    this.cancelPong = this.world.after(within, () => this.connect());
  }

  private retry(): void {
    if (!this.running) return;
    this.setStatus(this.attempt > 1 ? "offline" : "connecting");
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.attempt);
    this.attempt += 1;
    this.cancelRetry();
    this.cancelRetry = this.world.after(ceiling * (0.5 + this.world.random() / 2), () => this.connect());
  }

  /** Whether the frame has left: only over a socket that was welcomed. */
  ask(frame: ClientFrame): boolean {
    if (this.socket?.readyState !== OPEN || this.status !== "online") return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private drop(): void {
    this.clearTimers();
    const socket = this.socket;
    this.socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  private clearTimers(): void {
    this.cancelRetry();
    this.cancelPing();
    this.cancelPong();
  }

  private sayFresh(): void {
    this.refresh.forEach((listener) => listener());
  }

  private setStatus(next: LiveStatus): void {
    if (next === this.status) return;
    this.status = next;
    this.statuses.forEach((listener) => listener());
  }
}
