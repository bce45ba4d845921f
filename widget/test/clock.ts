/** A held clock, chance and ids, and a localStorage that several tabs share. */
import type { Env } from "../src/core/env";
import type { Store } from "../src/core/store";

export class Clock implements Env {
  private at = 1_000_000;
  private timers: { at: number; n: number; run: () => void }[] = [];
  private n = 0;
  luck = 0.5;

  now = (): number => this.at;
  chance = (): number => this.luck;
  uuid = (): string => "u" + ++this.n;
  page = (): { url: string; title: string; referrer: string } => ({ url: "https://shop/", title: "店", referrer: "" });
  alone = async <T>(_: string, work: () => T | Promise<T>): Promise<T> => work();

  private words = new Map<string, string>();
  tell = (name: string, value: string, ms: number): void => {
    this.words.set(name, value);
    this.after(ms, () => this.words.delete(name));
  };
  told = async (name: string): Promise<string | null> => this.words.get(name) ?? null;

  after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.at + ms, n: ++this.n, run };
    this.timers.push(timer);
    return () => { this.timers = this.timers.filter((t) => t !== timer); };
  };

  /** Let `ms` pass: timers run in their order, promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter((t) => t.at <= end).sort((a, b) => a.at - b.at || a.n - b.n)[0];
      if (!next) break;
      this.timers = this.timers.filter((t) => t !== next);
      this.at = Math.max(this.at, next.at);
      next.run();
    }
    this.at = end;
  }
}

export const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve();
};

export class Shared implements Store {
  map = new Map<string, string>();
  get = (key: string): string | null => this.map.get(key) ?? null;
  set = (key: string, value: string | null): void => void (value === null ? this.map.delete(key) : this.map.set(key, value));
  keys = (prefix: string): string[] => [...this.map.keys()].filter((k) => k.startsWith(prefix));
}
