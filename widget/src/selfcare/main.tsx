/** Wakes the self-service page up: search while typing, progress, what is one's own, a word on articles, and the chat. */
import { Component, h, render, type ComponentChild } from "preact";
import { browserEnv } from "../core/env";
import { openStore } from "../core/store";
import { deskWords } from "./desk";
import { Finder, type Found } from "./finder";
import { wake } from "./guide";
import { Mine } from "./Mine";
import { type Data, Page } from "./page";
import { Progress } from "./Progress";
import { Results } from "./Results";
import { Visit } from "./visit";
import { Vote } from "./Vote";

const find = <T extends HTMLElement>(id: string): T | null => document.getElementById(id) as T | null;

/** The chat, loaded when the page is done with itself, or at once when it is wanted. */
class Chat {
  private tag: HTMLScriptElement | null = null;

  constructor(private key: string, private lang: string) {}

  load(): HTMLScriptElement {
    if (this.tag) return this.tag;
    const tag = (this.tag = document.createElement("script"));
    tag.src = "/widget.js";
    tag.dataset.channel = this.key;
    tag.dataset.locale = this.lang;
    document.head.append(tag);
    return tag;
  }

  open = (): void => {
    if (window.Qingfeng) return window.Qingfeng.open();
    this.load().addEventListener("load", () => window.Qingfeng?.open());
  };
}

/** Who a house's own site says the customer is comes behind the `#`, which no server and no log sees. */
function identity(): string | undefined {
  const found = /^#identity=([\w-]+\.[\w-]+\.[\w-]+)$/.exec(location.hash)?.[1];
  if (found) history.replaceState(null, "", location.pathname + location.search);
  return found;
}

class Search extends Component<{ p: Page; input: HTMLInputElement }, { f: Found }> {
  override state = { f: { q: "", items: [] } as Found };
  private finder = new Finder((q, signal) => this.props.p.search(q, signal), browserEnv, {
    found: (f) => this.show(f),
    settled: (q) => this.settled(q),
  }, this.props.input.value);

  override componentDidMount(): void {
    const { input, p } = this.props;
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "clear";
    clear.setAttribute("aria-label", p.word("clear"));
    clear.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18"/></svg>';
    const draw = (): void => { clear.hidden = !input.value; };
    const typed = (): void => { draw(); this.finder.typed(input.value); };
    clear.onclick = () => { input.value = ""; typed(); input.focus(); };
    input.after(clear);
    input.addEventListener("input", typed);
    input.addEventListener("compositionstart", () => this.finder.compose(true, input.value));
    input.addEventListener("compositionend", () => { this.finder.compose(false, input.value); draw(); });
    input.addEventListener("keydown", (e) => {
      if (e.key === "ArrowDown" && !e.isComposing) document.querySelector<HTMLElement>(".found .hits a")?.focus();
    });
    input.form?.addEventListener("submit", (e) => {
      e.preventDefault();
      this.finder.go(true);
    });
    draw();
    if (input.value && p.data.page !== "search") typed();
  }

  private show(f: Found): void {
    // what was found stays until the next is there: nothing jumps while somebody types
    const items = f.items ?? (f.failed ? null : this.state.f.q && f.q ? this.state.f.items : null);
    this.setState({ f: { ...f, items } });
    const home = find("home");
    if (home) home.hidden = !!f.q;
    if (!f.q) history.replaceState(null, "", this.props.p.data.page === "search" ? this.props.p.data.home : location.pathname + location.search);
  }

  private settled(q: string): void {
    const { p } = this.props;
    if (self === top && p.visit.add("searched", q.slice(0, 60))) p.tell("searched", { q });
    // back from an article leads to what was found
    const [path, query] = p.data.home.split("?");
    if (p.data.page === "home" || p.data.page === "search") history.replaceState(null, "", path + "?" + new URLSearchParams({ q, ...Object.fromEntries(new URLSearchParams(query)) }));
  }

  override render(): ComponentChild {
    const { f } = this.state;
    return <Results p={this.props.p} f={f} again={() => this.finder.go()} open={() => this.settled(this.finder.q)} />;
  }
}

async function own(p: Page, chat: Chat): Promise<void> {
  const into = find("mine");
  const mine = into && (await p.mine().catch(() => null));
  if (into && mine && (mine.conversation || mine.orders.length)) render(<Mine p={p} own={mine} open={chat.open} />, into);
}

function boot(): void {
  const data = JSON.parse(find("qf-help")!.textContent!) as Data;
  const tab = openStore(() => sessionStorage);
  const visit = new Visit(data.key, tab, browserEnv);
  const store = openStore(() => localStorage);
  const token = (): string | null => store.get("qf:" + data.key + ":token");
  const p = new Page(data, visit, location.origin, token);
  const chat = new Chat(data.key, data.lang);
  const who = identity();
  window.qingfeng = { identity: who, help: () => visit.trail };

  const input = find<HTMLInputElement>("q");
  const found = find("found");
  if (input && found) render(<Search p={p} input={input} />, found);
  const progress = find("progress");
  if (progress && data.tasks?.length) render(<Progress p={p} tasks={data.tasks} />, progress);
  if (data.slug) wake(p);
  const vote = find("vote");
  if (vote && data.slug) render(<Vote p={p} slug={data.slug} />, vote);

  const desk = find("desk");
  if (desk) void p.desk().then((d) => { desk.textContent = deskWords(p, d, Date.now()); }, () => {});

  if (self !== top) return; // the administration's preview is nobody's visit
  p.tell("came");
  if (data.slug && visit.add("read", data.slug)) p.tell("read", { slug: data.slug });
  if (data.page === "search" && data.q && visit.add("searched", data.q.slice(0, 60))) p.tell("searched", { q: data.q });
  document.addEventListener("click", (e) => {
    if (window.Qingfeng || !(e.target as Element).closest?.("[data-qingfeng-open]")) return;
    e.preventDefault();
    chat.open();
  });
  if (who) document.addEventListener("qingfeng:ready", () => void own(p, chat), { once: true });
  else if (token()) void own(p, chat);
  if (who) chat.load();
  else addEventListener("load", () => setTimeout(() => chat.load(), 600));
}

boot();
