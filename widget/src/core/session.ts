/** Who the visitor is: opens the session, keeps its token, renews it when it has expired. */
import { Api } from "./api";
import type { Env } from "./env";
import type { Store } from "./store";
import type { Failure, Session } from "./types";

/** ms in which browsers carry a stored value from one tab's process to another's; they do not promise any */
const SETTLE = 400;

export interface Options {
  /** "https://host" of the server */
  origin: string;
  channel: string;
  locale: string;
  /** a signed statement of the host page about its customer */
  identity?: string;
}

export class Access {
  readonly api: Api;
  private opening: Promise<void> | null = null;
  private tokenKey: string;
  /** whose token is stored: tokens change with every session, this does not */
  private whoKey: string;
  private who = "";
  /** the visitor was here before this page */
  readonly returning: boolean;

  constructor(
    private opt: Options,
    private store: Store,
    private env: Env,
    key: string,
    private on: { session(s: Session): void; trouble(): void; gone(): void },
  ) {
    this.api = new Api(opt.origin + "/webchat/v1/");
    this.tokenKey = key + "token";
    this.whoKey = key + "who";
    this.returning = !!store.get(this.tokenKey);
  }

  /** Open or refresh the session; tabs that start together must become one visitor. */
  open(identity = this.opt.identity): Promise<void> {
    if (this.opening && identity !== this.opt.identity) return this.opening.then(() => this.open(identity));
    this.opt.identity = identity;
    this.opening ??= this.env.alone(this.tokenKey, () => this.first()).finally(() => (this.opening = null));
    return this.opening;
  }

  /**
   * Did another tab become somebody else: signed in, or too quick to learn who we are? Then this one follows, unless
   * its page says itself who its customer is.
   */
  another(e: { key: string | null; newValue: string | null }): boolean {
    return e.key === this.whoKey && !!e.newValue && !!this.who && e.newValue !== this.who && !this.opt.identity;
  }

  /** A request that renews an expired session once. Throws `Failure`. */
  async ask<T>(method: string, path: string, body?: object, keepalive = false): Promise<T> {
    try {
      return await this.api.call<T>(method, path, body, keepalive);
    } catch (e) {
      if ((e as Failure).status !== 401) throw e;
      await this.open();
      return this.api.call<T>(method, path, body, keepalive);
    }
  }

  /** One visitor, however many tabs: a new token is left time to reach the other tabs' storage before they look. */
  private async first(): Promise<void> {
    const fresh = !this.store.get(this.tokenKey);
    await this.attempt(0);
    if (fresh) await new Promise<void>((go) => this.env.after(SETTLE, go));
  }

  private async attempt(tries: number): Promise<void> {
    const { channel, identity, locale } = this.opt;
    try {
      const s = await this.api.call<Session>("POST", "session", {
        channel, identity, locale, token: this.store.get(this.tokenKey) ?? undefined,
      });
      this.store.set(this.tokenKey, s.token);
      this.api.token = s.token;
      this.store.set(this.whoKey, (this.who = s.visitor.id));
      this.on.session(s);
    } catch (e) {
      const f = e as Failure;
      if (!f.retry && !this.shed(f)) return this.on.gone();
      this.on.trouble();
      const pause = Math.min(15_000, 500 * 2 ** tries) * (0.5 + this.env.chance() / 2);
      await new Promise<void>((go) => this.env.after(Math.max(pause, (f.after ?? 0) * 1000), go));
      return this.attempt(tries + 1);
    }
  }

  /** Refused: go on without the identity, then without the old token; false when nothing is left to shed. */
  private shed(f: Failure): boolean {
    if (this.opt.identity) {
      console.warn("Qingfeng: the identity was refused (" + f.code + "); the visitor stays anonymous. Check how the page signs it.");
      this.opt.identity = undefined;
      return true;
    }
    if (f.status !== 401 || !this.store.get(this.tokenKey)) return false;
    this.store.set(this.tokenKey, null);
    return true;
  }
}
