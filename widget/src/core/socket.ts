/** The live line: says hello, keeps itself alive, comes back by itself with jittered back-off of 0.5 s to 15 s. */
import type { Env } from "./env";

const PING = 25_000;
const PONG = 10_000;
const WELCOME = 10_000;

export interface Line {
  url: string;
  /** the first frame; null when there is no session yet */
  hello(): object | null;
  frame(f: Record<string, unknown> & { t: string }): void;
  /** open or closed: called at every change */
  changed(): void;
}

export class Socket {
  private ws: WebSocket | null = null;
  private tries = 0;
  private wanted = false;
  private stop: (() => void) | null = null;
  private doubt: (() => void) | null = null;
  /** true between welcome and close */
  ready = false;
  private lost: number;

  constructor(
    private line: Line,
    private env: Env,
  ) {
    this.lost = env.now();
  }

  /** ms since it was last open; 0 while open. */
  away(): number {
    return this.ready ? 0 : this.env.now() - this.lost;
  }

  /** Should it be open? */
  want(yes: boolean): void {
    if (yes === this.wanted) return;
    this.wanted = yes;
    this.tries = 0;
    if (yes) {
      this.lost = this.env.now();
      this.open();
    } else this.drop();
  }

  /** The device woke up or the network came back: try now, or find out whether the line still lives. */
  wake(): void {
    if (!this.wanted) return;
    if (this.ready) return this.ping(PONG / 2);
    if (this.ws && this.ws.readyState < 2 && this.tries === 0) return;
    this.tries = 0;
    this.open();
  }

  send(f: object): boolean {
    if (!this.ready || this.ws!.readyState !== 1) return false;
    this.ws!.send(JSON.stringify(f));
    return true;
  }

  /** Close and come back after at least `pause` ms. */
  again(pause = 0): void {
    this.drop();
    if (!this.wanted) return;
    const back = Math.min(15_000, 500 * 2 ** this.tries++) * (0.5 + this.env.chance() / 2);
    this.stop = this.env.after(Math.max(back, pause), () => this.open());
  }

  private open(): void {
    this.drop();
    const hello = this.line.hello();
    if (!hello) return;
    let ws: WebSocket;
    try {
      ws = new WebSocket(this.line.url);
    } catch {
      return this.again(); // the host page's policy forbids it: messages go by POST
    }
    this.ws = ws;
    this.suspect(WELCOME);
    ws.onopen = () => ws.send(JSON.stringify(hello));
    ws.onmessage = (e) => this.receive(String(e.data));
    ws.onclose = ws.onerror = () => this.again();
  }

  private receive(data: string): void {
    this.doubt?.();
    this.doubt = null;
    let f;
    try {
      f = JSON.parse(data);
    } catch {
      return;
    }
    const first = f.t === "welcome" && !this.ready;
    if (first) {
      this.ready = true;
      this.tries = 0;
      this.beat();
    }
    this.line.frame(f);
    if (first) this.line.changed();
  }

  private beat(): void {
    this.stop = this.env.after(PING, () => {
      this.ping(PONG);
      this.beat();
    });
  }

  private ping(patience: number): void {
    if (this.send({ t: "ping" })) this.suspect(patience);
    else this.again();
  }

  /** Anything heard within `ms` proves that the line lives. */
  private suspect(ms: number): void {
    this.doubt?.();
    this.doubt = this.env.after(ms, () => this.again());
  }

  private drop(): void {
    const was = this.ready;
    const ws = this.ws;
    this.stop?.();
    this.doubt?.();
    this.stop = this.doubt = this.ws = null;
    this.ready = false;
    if (ws) {
      ws.onopen = ws.onmessage = ws.onclose = ws.onerror = null;
      ws.close();
    }
    if (was) {
      this.lost = this.env.now();
      this.line.changed();
    }
  }
}
