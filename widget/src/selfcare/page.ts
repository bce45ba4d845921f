/** What the server wrote into the page for its script, and how the script asks it more. */
import { Api } from "../core/api";
import type { ConvView, Failure } from "../core/types";
import type { Hit } from "./finder";
import type { Visit } from "./visit";

export interface Slot { name: string; label: string; digits: number }
export interface Task { name: string; title: string; slots: Slot[] }

export interface Data {
  key: string;
  lang: "zh-CN" | "en";
  words: Record<string, string>;
  home: string;
  page: "home" | "search" | "shelf" | "article" | "missing";
  slug?: string;
  q?: string;
  tasks?: Task[];
}

export interface Progress { found: boolean; away: boolean; say: string[] }
export interface Order { no: string; at: string; items: string[] }
export interface Mine { known: boolean; conversation: ConvView | null; orders: Order[] }
export interface Desk { open: boolean; opens_at: string | null; low_minutes: number | null; high_minutes: number | null }

export class Page {
  private api: Api;

  constructor(
    readonly data: Data,
    readonly visit: Visit,
    private origin: string,
    private token: () => string | null,
  ) {
    this.api = new Api(origin + "/webchat/v1/help/");
  }

  word = (key: string, params: Record<string, string | number> = {}): string => {
    const { words } = this.data;
    const raw = (params.n === 1 && words[key + "_one"]) || words[key] || "";
    return raw.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
  };

  /** The address of an article, in the language the address asks for. */
  article(slug: string): string {
    const [path, query] = this.data.home.split("?");
    return path + "/a/" + encodeURIComponent(slug) + (query ? "?" + query : "");
  }

  async search(q: string, signal: AbortSignal): Promise<Hit[]> {
    const query = new URLSearchParams({ channel: this.data.key, lang: this.data.lang, q });
    const answer = await fetch(this.origin + "/webchat/v1/help/search?" + query, { signal, credentials: "omit" });
    if (!answer.ok) throw new Error(String(answer.status));
    return ((await answer.json()) as { items: Hit[] }).items;
  }

  /** Counted, and never in the way: a failure is nobody's concern. */
  tell(what: "came" | "searched" | "read" | "judged", more: { q?: string; slug?: string; helpful?: boolean } = {}): void {
    const { key: channel, lang } = this.data;
    void this.api.call("POST", "visit", { channel, visit: this.visit.id, lang, what, ...more }, true).catch(() => null);
  }

  mine(): Promise<Mine> {
    this.api.token = this.token();
    return this.api.call("GET", "mine?channel=" + encodeURIComponent(this.data.key));
  }

  desk(): Promise<Desk> {
    return this.api.call("GET", "desk?" + new URLSearchParams({ channel: this.data.key, lang: this.data.lang }));
  }

  progress(task: string, values: Record<string, string>): Promise<Progress> {
    this.api.token = this.token();
    const { key: channel, lang } = this.data;
    return this.api.call("POST", "progress", { channel, lang, task, values, visit: this.visit.id });
  }

  /** What came of a look-up, in words; `bad` where it is no answer. */
  told(answer: Progress): { text: string; bad: boolean } {
    if (answer.found) return { text: answer.say.join("\n"), bad: false };
    return { text: this.word(answer.away ? "system_away" : "not_found"), bad: true };
  }

  refused(e: Failure): string {
    return this.word(e.code === "number_locked" ? "locked" : e.code === "rate_limited" ? "rate" : "failed");
  }
}
