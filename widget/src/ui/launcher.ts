/** The open button with its badge, drawn without a framework, and the door to the chat behind it. */
import type { Client } from "../core/client";
import { close as close_en, open as open_en, unread as unread_en, unread_one as unread_one_en } from "../i18n/en.json";
import type { Lang } from "../i18n/lang";
import { close as close_zh, open as open_zh, unread as unread_zh } from "../i18n/zh-CN.json";
import css from "./base.css?inline";
import { brandVars } from "./colour";
import type { ChatScript, Screen } from "./door";
import { type Host, mount } from "./host";

declare const __CHAT__: string; // file name of the chat beside this script, with its digest

interface Place { tag: HTMLScriptElement; origin: string; page: boolean; lang: Lang }

const WORDS = {
  "zh-CN": { open: open_zh, close: close_zh, unread: unread_zh, unread_one: unread_zh },
  en: { open: open_en, close: close_en, unread: unread_en, unread_one: unread_one_en },
};

const CHAT = "M5 5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-6l-5 4v-4H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM8 10h8M8 13h5";
const DARK = "(prefers-color-scheme: dark)";
const PHONE = "(max-width: 560px)";
const is = (query: string): boolean => matchMedia(query).matches;
const DOWN = "M6 9l6 6 6-6";

/** A page that requires Trusted Types takes an address only through a policy; it may allow ours, `qingfeng`, by name. */
function trusted(url: string): string {
  const types = (window as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(u: string): string } } }).trustedTypes;
  try {
    return types ? types.createPolicy("qingfeng", { createScriptURL: (u: string) => u }).createScriptURL(url) : url;
  } catch {
    return url; // not allowed, or made before: without the requirement a plain address will do
  }
}

export class Launcher {
  private host: Host;
  private button = document.createElement("button");
  private badge = document.createElement("b");
  private say = document.createElement("span");
  private box = document.createElement("div");
  private path: SVGPathElement;
  private into = document.createElement("div");
  private screen: Screen | null = null;
  private loading = false;
  private open = false;
  private greeted = false;
  /** it is not known yet where the button stands and in what colour, but it has been long enough */
  private late = false;
  /** the page's own overflow while we hold it */
  private held: [string] | null = null;

  constructor(
    private c: Client,
    private place: Place,
  ) {
    this.host = mount((e, active) => this.screen?.key(e, active));
    this.host.style(css);
    this.path = this.icon();
    this.box.append(this.button, this.into);
    this.host.root.append(this.box);
    c.onchange = () => this.draw();
    for (const query of [DARK, PHONE]) matchMedia(query).addEventListener("change", () => this.draw());
    for (const early of ["pointerenter", "focus", "touchstart"]) this.button.addEventListener(early, () => this.load(), { passive: true });
    this.button.addEventListener("click", () => this.toggle(!this.open));
    document.addEventListener("click", (e) => this.hostLink(e));
    c.env.after(1000, () => { this.late = true; this.draw(); });
    if (place.page) this.toggle(true);
    this.draw();
  }

  toggle(open: boolean): void {
    if (this.place.page && this.open) return;
    this.open = open;
    this.c.chime.arm();
    this.load();
    this.screen?.show(open);
    this.c.show(open);
    this.hold(open);
    if (!open) this.button.focus();
  }

  /** On a phone the chat covers the page: the page behind must not scroll with it. */
  private hold(open: boolean): void {
    const { style } = document.documentElement;
    if (open && !this.held && is(PHONE)) {
      this.held = [style.overflow];
      style.overflow = "hidden";
    } else if (!open && this.held) {
      style.overflow = this.held[0]!;
      this.held = null;
    }
  }

  /** Any element of the host page marked `data-qingfeng-open` opens the chat. */
  private hostLink(e: Event): void {
    if (!(e.target as Element).closest?.("[data-qingfeng-open]")) return;
    e.preventDefault();
    this.toggle(true);
  }

  /** The visitor's language, or the first one offered. */
  private lang(): Lang {
    const offered = this.c.config?.look?.languages;
    return !offered || offered.includes(this.place.lang) ? this.place.lang : offered[0]!;
  }

  private icon(): SVGPathElement {
    const make = <K extends keyof SVGElementTagNameMap>(name: K): SVGElementTagNameMap[K] => document.createElementNS("http://www.w3.org/2000/svg", name);
    const svg = make("svg");
    const path = make("path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    svg.append(path);
    this.button.className = "launch";
    this.badge.className = "badge";
    this.button.setAttribute("aria-haspopup", "dialog");
    this.button.append(svg, this.say, this.badge);
    return path;
  }

  private draw(): void {
    const { c, open } = this;
    const all = c.unread();
    const unread = open ? 0 : all;
    if (c.config) c.chime.count(open && !document.hidden ? 0 : all);
    const lang = this.lang();
    const words = WORDS[lang];
    const look = c.config?.look;
    const said = (look && !open && (lang === "en" ? look.launcher.en : look.launcher.zh)) || "";
    const more = unread ? ", " + (unread === 1 ? words.unread_one : words.unread).replace("{n}", String(unread)) : "";
    this.host.set({ ...brandVars(c.config?.brand.color ?? ""), "--x": (look?.x ?? 24) + "px", "--y": (look?.y ?? 24) + "px" });
    this.box.lang = lang;
    this.box.className = "qf" + (this.place.page ? " page" : "") + (look?.corner === "left" ? " left" : "")
      + ((!look || look.theme === "auto" ? is(DARK) : look.theme === "dark") ? " dark" : "");
    this.button.hidden = c.gone || !c.config && !this.late || this.place.page || !!look?.hide_on_phone && is(PHONE) && !open;
    this.button.setAttribute("aria-label", (open ? words.close : said || words.open) + more);
    this.button.classList.toggle("long", !!said);
    this.say.textContent = said;
    this.say.hidden = !said;
    this.button.setAttribute("aria-expanded", String(open));
    this.button.classList.toggle("busy", open && !this.screen);
    this.path.setAttribute("d", open ? DOWN : CHAT);
    this.badge.hidden = !unread;
    this.badge.textContent = unread > 99 ? "99+" : String(unread);
    this.screen?.draw();
    if (c.config && !this.greeted) {
      this.greeted = true;
      document.dispatchEvent(new CustomEvent("qingfeng:ready", { detail: { brand: c.config.brand } }));
    }
  }

  /** Fetch the chat once; after a failure the next wish tries again. */
  private load(): void {
    if (this.loading) return;
    const { tag, origin, page } = this.place;
    const s: ChatScript = document.createElement("script");
    s.src = trusted(new URL(__CHAT__, tag.src).href);
    this.loading = true;
    s.nonce = tag.nonce;
    s.qf = (start) => {
      this.screen = start({ c: this.c, lang: () => this.lang(), origin, page, into: this.into, style: this.host.style, close: () => this.toggle(false) });
      if (this.open) this.screen.show(true);
      this.draw();
    };
    s.onload = () => s.remove();
    s.onerror = () => {
      s.remove();
      this.loading = false;
      if (this.open) this.c.env.after(2000, () => this.open && this.load());
    };
    document.head.append(s);
  }
}
