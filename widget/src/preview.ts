/**
 * The page in which the administration shows the chat with settings that are not saved yet. The chat's own scripts run
 * here as they run on any page; only the server and its socket are played, so that nothing reaches anybody.
 * The page around it says {qf: "look", config, lang, open, survey?, scene?} by `postMessage` and is told {qf: "ready"} when
 * it may.
 */
import type { ConvView, Message, Params, SurveyForm, WidgetConfig } from "./core/types";
import { preview as preview_en } from "./i18n/en.json";
import { preview as preview_zh } from "./i18n/zh-CN.json";
import type { Lang } from "./i18n/lang";

/** A moment of a talk: what was said until then, who has it, and with what the next message is refused. */
interface Scene { lines: { code?: string; params?: Params; text?: string }[]; view: Partial<ConvView>; refuse?: string }

/** `survey`: show the end of a talk, and what is asked then. `scene`: begin in the middle of one. */
interface Told { qf: "look"; config: WidgetConfig; lang: Lang; open: boolean; survey?: SurveyForm; scene?: Scene }
type Sent = Pick<Message, "kind" | "text"> & { t: string; client_id: string };

const CONVERSATION = "00000000-0000-4000-8000-000000000001";
const ANSWER: Record<Lang, string> = { "zh-CN": preview_zh, en: preview_en };

let told: Told | null = null;
const said: Message[] = [];

const now = (): string => new Date().toISOString();

function view(): ConvView {
  const agent = { name: told!.config.brand.name, kind: "bot" as const };
  return {
    id: CONVERSATION, phase: told!.survey ? "closed" : "bot", agent, wait: null, closed: !!told!.survey,
    survey: told!.survey ? "asked" : "none", last_seq: said.length, read_by_agent_seq: 0, can_leave_message: false,
    ...told!.scene?.view,
  };
}

/** The next message of the conversation, kept for when the settings change. */
function next(m: Pick<Message, "author" | "text" | "client_id">, code?: string, params: Params = {}): Message {
  const made: Message = {
    ...m, id: crypto.randomUUID(), conversation_id: CONVERSATION, seq: said.length + 1, prev: said.length, kind: code ? "system" : "text", format: "plain",
    attachment: null, sources: [], suggestions: [], system: code ? { code, params } : null, at: now(),
  };
  said.push(made);
  return made;
}

const talking = (): { conversation: ConvView | null; messages: Message[] } => ({ conversation: said.length ? view() : null, messages: said });

/** A line that is always up and on which one automatic answer comes back. */
class Line {
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((e: { data: string }) => void) | null = null;

  constructor() {
    setTimeout(() => { this.readyState = 1; this.onopen?.(); });
  }

  close(): void {
    this.readyState = 3;
  }

  send(data: string): void {
    const f = JSON.parse(data) as Sent;
    if (f.t === "hello") this.say({ t: "welcome", ...talking() });
    if (f.t === "ping") this.say({ t: "pong" });
    if (f.t !== "send") return;
    if (told!.scene?.refuse)
      return this.say({ t: "nack", client_id: f.client_id, error: { code: told!.scene.refuse, params: { max: told!.config.max_text }, status: 422 }, retry: false });
    const mine = next({ author: { kind: "customer", id: null, name: "" }, text: f.text, client_id: f.client_id });
    this.say({ t: "status", conversation: view() });
    this.say({ t: "ack", ...mine, duplicate: false });
    this.say({ t: "message", message: next({ author: { kind: "bot", id: null, name: told!.config.brand.name }, text: ANSWER[told!.lang], client_id: null }) });
  }

  private say(frame: object): void {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
}

/** A talk that is under way, or over: it begins with what was said. */
function begun(lines: Scene["lines"]): void {
  for (const { code, params, text = "" } of lines) next({ author: { kind: code ? "system" : "bot", id: null, name: told!.config.brand.name }, text, client_id: null }, code, params);
}

/** What the server would answer. */
function answer(path: string): object {
  if (path.endsWith("/session")) return session();
  if (path.includes("/history")) return { conversations: [], more: false };
  return /\/survey\?/.test(path) ? told!.survey! : {};
}

function session(): object {
  const visitor = { id: "preview", name: null, identified: false };
  return { token: "preview", expires_at: now(), visitor, config: told!.config, ...talking() };
}

window.WebSocket = Line as unknown as typeof WebSocket;
window.fetch = (url, init) => {
  const refused = told?.scene?.refuse && init?.method === "POST" && /\/survey$/.test(String(url));
  const body = refused ? { error: { code: told!.scene!.refuse, params: {}, message: "" } } : answer(String(url));
  return Promise.resolve(new Response(JSON.stringify(body), { status: refused ? 409 : 200 }));
};

function begin(lang: Lang): void {
  const tag = document.createElement("script");
  tag.src = "/widget.js";
  tag.dataset.channel = "preview";
  tag.dataset.locale = lang;
  tag.onload = () => show();
  document.head.append(tag);
}

function show(): void {
  if (told?.open) window.Qingfeng?.open();
  else window.Qingfeng?.close();
}

addEventListener("message", (e: MessageEvent) => {
  if (e.source !== parent || e.origin !== location.origin || (e.data as Told | null)?.qf !== "look") return;
  const first = !told;
  const was = told?.open;
  told = e.data as Told;
  if (!said.length) begun(told.scene?.lines ?? (told.survey ? [{ code: "closed" }, { code: "survey_sent" }] : []));
  if (first) return begin(told.lang);
  // Asking for the session anew brings the new settings, as it does on a page that is open when they are saved.
  window.Qingfeng?.identify("preview");
  if (told.open !== was) show();
});
addEventListener("DOMContentLoaded", () => parent.postMessage({ qf: "ready" }, location.origin));
try {
  for (const name of Object.keys(localStorage)) if (name.startsWith("qf:preview:")) localStorage.removeItem(name);
} catch {
  // where storage is blocked there is nothing to forget
}
