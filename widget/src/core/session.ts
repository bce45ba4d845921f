/** Who the visitor is: opens the session, keeps its token, renews it when it has expired. */
import { Api } from "./api";
import type { Env } from "./env";
import type { Store } from "./store";
import type { Failure, Session } from "./types";

/** ms in which a new visitor's token may not yet be in the storage that another tab sees: browsers promise no time */
const SETTLE = 30_000;

const idOf = (who: string): string => who.split(" ")[0]!;
const bornOf = (who: string): number => Number(who.split(" ")[1] ?? 0);

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
  /** as stored: the visitor's id and, of a guest who has only just come, when that was */
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
    this.opening ??= this.env.alone(this.tokenKey, () => this.enter()).finally(() => (this.opening = null));
    return this.opening;
  }

  /**
   * Did another tab become somebody else: signed in, or too quick to learn who we are? Then this one follows, unless
   * its page says itself who its customer is, or both are new guests and this one was first: then the other follows.
   */
  another(e: { key: string | null; newValue: string | null }): boolean {
    if (e.key !== this.whoKey || !e.newValue || !this.who || this.opt.identity) return false;
    if (idOf(e.newValue) === idOf(this.who)) return false;
    if (!this.first(e.newValue)) return true;
    this.store.set(this.tokenKey, this.api.token);
    this.store.set(this.whoKey, this.who);
    return false;
  }

  /** Become whom the storage names now, also when this tab is still busy with becoming somebody. */
  follow(): Promise<void> {
    return this.opening ? this.opening.then(() => this.open()) : this.open();
  }

  /** Both tabs came without a token a moment ago, and ours was given out first. */
  private first(other: string): boolean {
    const [mine, theirs] = [bornOf(this.who), bornOf(other)];
    return mine > 0 && theirs > 0 && this.env.now() - mine < SETTLE && (mine < theirs || (mine === theirs && this.who < other));
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

  /** One visitor, however many tabs: a new token is told to the others, who may not find it in the storage yet. */
  private async enter(): Promise<void> {
    const kept = this.store.get(this.tokenKey);
    const told = kept ? null : await this.env.told(this.tokenKey);
    if (told) this.store.set(this.tokenKey, told);
    await this.attempt(0);
    if (!kept && !told && this.api.token) this.env.tell(this.tokenKey, this.api.token, SETTLE);
  }

  private async attempt(tries: number): Promise<void> {
    const { channel, identity, locale } = this.opt;
    const token = this.store.get(this.tokenKey) ?? undefined;
    try {
      const s = await this.api.call<Session>("POST", "session", { channel, identity, locale, token });
      this.store.set(this.tokenKey, s.token);
      this.api.token = s.token;
      if (idOf(this.who) !== s.visitor.id) this.who = s.visitor.id + (token || identity ? "" : " " + this.env.now());
      this.store.set(this.whoKey, this.who);
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
