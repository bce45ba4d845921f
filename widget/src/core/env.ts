/** What a visitor read and searched on the house's self-service page, if that is where they are. */
export interface Trail { visit: string; read: string[]; searched: string[] }

/** Time, chance, ids and locks are handed in, so that tests can hold the clock. */
export interface Env {
  now(): number;
  /** 0 <= x < 1 */
  chance(): number;
  uuid(): string;
  after(ms: number, run: () => void): () => void;
  /** Run `work` alone among the tabs of this origin; without lock support, run it at once. */
  alone<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  /** Let the tabs of this origin know a value for `ms`. Unlike stored ones it is there at once, and unlike them it may be lost. */
  tell(name: string, value: string, ms: number): void;
  told(name: string): Promise<string | null>;
  /** where the customer is when they write */
  page(): { url: string; title: string; referrer: string };
  help?(): Trail | undefined;
}

/** UUID version 4; `crypto.randomUUID` exists on secure pages only. */
function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 15) | 64;
  b[8] = (b[8]! & 63) | 128;
  return [...b].map((x, i) => ([4, 6, 8, 10].includes(i) ? "-" : "") + (x + 256).toString(16).slice(1)).join("");
}

export const browserEnv: Env = {
  now: () => Date.now(),
  // cut as the server's limits say, and never inside a character of two halves, which it could not read
  page: () => ({ url: location.href.slice(0, 2000), title: document.title.slice(0, 300).replace(/[\ud800-\udbff]$/, ""), referrer: document.referrer.slice(0, 2000) }),
  help: () => window.qingfeng?.help?.(),
  chance: () => Math.random(),
  uuid,
  after(ms, run) {
    const id = setTimeout(run, ms);
    return () => clearTimeout(id);
  },
  async alone(name, work) {
    if (!navigator.locks) return work();
    // A tab that the system put to sleep with the lock in hand must not stop the others for ever.
    const cut = new AbortController();
    const timer = setTimeout(() => cut.abort(), 5000);
    try {
      return (await navigator.locks.request(name, { signal: cut.signal }, () => {
        clearTimeout(timer);
        return work();
      })) as never;
    } catch (e) {
      if (!cut.signal.aborted) throw e;
      return work();
    }
  },
  // The browser itself keeps the locks of all tabs, and a lock's name can carry a value.
  tell: (name, value, ms) => void navigator.locks?.request(name + "=" + value, () => new Promise((go) => setTimeout(go, ms))),
  async told(name) {
    const held = (await navigator.locks?.query())?.held ?? [];
    return held.map((l) => l.name ?? "").filter((n) => n.startsWith(name + "=")).pop()?.slice(name.length + 1) ?? null;
  },
};
