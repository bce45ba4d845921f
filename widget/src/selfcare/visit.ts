/** One visit of the page: a number made up for this tab, and what was read and searched in it, for whoever is asked next. */
import type { Trail } from "../core/env";

interface Kept extends Trail { at: number }

/** ms without a sign after which a visit is another one */
export const OVER = 30 * 60_000;
const MOST = 5;
const KEY = "qf:help:";

export class Visit {
  private kept: Kept;

  constructor(
    private channel: string,
    private store: { get(key: string): string | null; set(key: string, value: string): void },
    private env: { now(): number; uuid(): string },
  ) {
    this.kept = this.read() ?? { visit: env.uuid(), read: [], searched: [], at: env.now() };
    this.keep();
  }

  private read(): Kept | null {
    try {
      const kept = JSON.parse(this.store.get(KEY + this.channel)!) as Kept | null;
      return kept?.visit && this.env.now() - kept.at < OVER ? kept : null;
    } catch {
      return null;
    }
  }

  private keep(): void {
    this.kept.at = this.env.now();
    this.store.set(KEY + this.channel, JSON.stringify(this.kept));
  }

  get id(): string {
    return this.kept.visit;
  }

  get trail(): Trail {
    const { visit, read, searched } = this.kept;
    return { visit, read, searched };
  }

  /** False when it was there already: then it is not counted again. */
  add(what: "read" | "searched", one: string): boolean {
    const list = this.kept[what];
    const known = list.includes(one);
    this.kept[what] = [...list.filter((x) => x !== one), one].slice(-MOST);
    this.keep();
    return !known;
  }
}
