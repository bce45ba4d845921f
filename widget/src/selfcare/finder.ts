/** Search as you type: not while a word is being composed, a moment after the last key, and only the last answer counts. */

export interface Hit {
  slug: string;
  title: string;
  snippet: string;
  marks: string[];
}

/** `items` null: it is not known yet, or `failed`. */
export interface Found {
  q: string;
  items: Hit[] | null;
  failed?: boolean;
}

/** ms after the last key */
export const PAUSE = 160;
/** ms after which a search is what somebody wanted, and counted */
export const SETTLED = 1500;

const tidy = (q: string): string => q.replace(/\s+/g, " ").trim();

export class Finder {
  q: string;
  private composing = false;
  private n = 0;
  private cut: AbortController | null = null;
  private stop: (() => void) | null = null;
  private settle: (() => void) | null = null;

  constructor(
    private ask: (q: string, signal: AbortSignal) => Promise<Hit[]>,
    private env: { after(ms: number, run: () => void): () => void },
    private on: { found(f: Found): void; settled(q: string): void },
    q = "",
  ) {
    this.q = tidy(q);
  }

  /** Between the first key of a composed word and its choice nothing is searched: `tuihuo` is not what is meant. */
  compose(on: boolean, value: string): void {
    this.composing = on;
    if (!on) this.typed(value);
  }

  typed(value: string): void {
    const q = tidy(value);
    if (this.composing || q === this.q) return;
    this.q = q;
    this.halt();
    if (!q) return this.on.found({ q, items: [] });
    this.stop = this.env.after(PAUSE, () => this.go());
  }

  /** Search now, again if need be; with Enter it is what was wanted. */
  go(wanted = false): void {
    const { q } = this;
    if (!q || this.composing) return;
    this.halt();
    const n = ++this.n;
    const cut = (this.cut = new AbortController());
    this.on.found({ q, items: null });
    this.ask(q, cut.signal).then(
      (items) => n === this.n && this.on.found({ q, items }),
      () => n === this.n && !cut.signal.aborted && this.on.found({ q, items: null, failed: true }),
    );
    if (wanted) this.on.settled(q);
    else this.settle = this.env.after(SETTLED, () => this.on.settled(q));
  }

  private halt(): void {
    this.stop?.();
    this.settle?.();
    this.cut?.abort();
    this.n++;
  }
}

/** A line in pieces; every second one is what was looked for. */
export function pieces(line: string, marks: string[]): string[] {
  const wanted = marks.filter(Boolean).sort((a, b) => b.length - a.length).map((m) => m.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return wanted.length ? line.split(new RegExp("(" + wanted.join("|") + ")", "g")) : [line];
}
