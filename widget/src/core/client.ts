/** The conversation on this page: session, live line, outbox and state, without any screen. */
import { Chime } from "./chime";
import type { Env } from "./env";
import { Marks } from "./marks";
import { fromAck, type Item, Outbox, wire } from "./outbox";
import { Sender } from "./sender";
import { Access, type Options } from "./session";
import { Socket } from "./socket";
import { apply, empty, type Frame, lastSeq, type State } from "./state";
import type { Store } from "./store";
import type { Ack, ConvView, Failure, Message, SendKind, Session, WidgetConfig } from "./types";

/** ms after which an answer that grew no further is not shown any more, should its message not come */
const WRITING = 30_000;
/** ms after which somebody who said nothing more is no longer typing */
const TYPING = 8_000;
const CALM = 3_000; // ms within which open chats ask how they look now: not all at once
const STALE = 10 * 60_000; // ms after which opening the chat asks for the configuration anew

export interface Page { conversation: ConvView | null; messages: Message[]; more: boolean; recalled?: Message[] }

export class Client {
  state: State = empty;
  config: WidgetConfig | null = null;
  /** unacknowledged messages of all tabs, oldest first */
  items: Item[] = [];
  notice: Failure | null = null;
  /** the server does not know this channel, or not on this page: show nothing */
  gone = false;
  readonly access: Access;
  readonly chime: Chime;
  onchange: () => void = () => {};
  onready: () => void = () => {};
  private box: Outbox;
  private socket: Socket;
  private sender: Sender;
  private marks: Marks;
  private key: string;
  private open = false;
  private visitor = "";
  private told = 0; // when the configuration was fetched
  private filling = false;
  private fillTries = 0;
  private stopTyping: (() => void) | null = null;
  private typed = { on: false, at: 0 };

  constructor(
    opt: Options,
    store: Store,
    readonly env: Env,
  ) {
    const key = (this.key = "qf:" + opt.channel + ":");
    this.access = new Access(opt, store, env, key, {
      session: (s) => this.begin(s),
      trouble: () => this.refresh(),
      gone: () => { this.gone = true; this.onchange(); },
    });
    this.chime = new Chime(store, key, env.uuid());
    this.box = new Outbox(store, key + "o:", env.uuid(), env);
    this.socket = new Socket({
      url: opt.origin.replace(/^http/, "ws") + "/webchat/v1/ws",
      hello: () => !this.access.api.token ? null : { t: "hello", token: this.access.api.token, conversation_id: this.state.conv?.id ?? null, after: lastSeq(this.state) },
      frame: (f) => this.receive(f),
      changed: () => this.lineChanged(),
    }, env);
    this.marks = new Marks(store, key + "seen", (f) => this.socket.send(f));
    this.sender = new Sender(this.box, {
      ready: () => this.socket.ready,
      away: () => this.socket.away(),
      send: (i) => this.socket.send({ t: "send", ...wire(i), page: env.page(), help: env.help?.() }),
      post: (i) => this.access.ask<Ack>("POST", "messages", { ...wire(i), page: env.page(), help: env.help?.() }),
      suspect: () => this.socket.again(),
    }, env, key + "send", (item, ack) => this.dispatch({ t: "message", message: fromAck(item, ack) }), () => this.refresh());
  }

  /** Listen to the page and open the session. */
  start(): void {
    const wake = (): void => {
      this.chime.front();
      this.socket.wake();
      void this.sender.pump();
      this.refresh();
    };
    addEventListener("online", wake);
    addEventListener("offline", () => this.refresh());
    addEventListener("pagehide", () => this.sender.release());
    addEventListener("pageshow", wake);
    document.addEventListener("visibilitychange", () => document.hidden || wake());
    addEventListener("storage", (e) => this.stored(e));
    this.chime.front();
    void this.access.open();
    this.poll();
  }

  /** Where no socket gets through, what others say is fetched every five seconds. */
  private poll(): void {
    this.env.after(5000, () => {
      if (this.socket.away() > 3000 && this.wanted() && navigator.onLine && !document.hidden) this.dispatch({ t: "resync" });
      this.poll();
    });
  }

  private begin(s: Session): void {
    if (this.visitor !== s.visitor.id) this.state = empty;
    this.visitor = s.visitor.id;
    this.config = s.config;
    this.told = this.env.now();
    if (s.conversation) this.marks.first(s.conversation.id, s.conversation.last_seq);
    this.dispatch({ t: "welcome", conversation: s.conversation, messages: s.messages, reset: true });
    this.onready();
  }

  /** What stands between us and the server, as far as we know. */
  trouble(): "offline" | "connecting" | null {
    if (!navigator.onLine) return "offline";
    return this.config && this.wanted() && this.socket.away() > 3000 ? "connecting" : null;
  }

  send(kind: SendKind, text: string, attachment: Item["attachment"] = null, quick = false): void {
    this.notice = null;
    this.box.add(kind, text, attachment, quick);
    this.type(false);
    this.refresh();
    void this.sender.pump();
  }

  retry(id: string): void {
    this.box.release(id);
    this.refresh();
    void this.sender.pump();
  }

  discard(id: string): void {
    this.box.drop(id);
    this.refresh();
  }

  /** Do something on the server that answers with the conversation; a failure becomes the notice. */
  async act(path: string, body: object | undefined = {}, method = "POST"): Promise<boolean> {
    const { beat } = this.state;
    try {
      const { conversation } = await this.access.ask<{ conversation?: ConvView }>(method, path, method === "POST" ? body : undefined);
      if (conversation) this.dispatch({ t: "view", conversation, beat });
      return true;
    } catch (e) {
      this.tell(e as Failure);
      return false;
    }
  }

  tell(f: Failure | null): void {
    this.notice = f;
    this.onchange();
  }

  /** Say that the visitor types: at most every three seconds. */
  type(on: boolean): void {
    const at = this.env.now();
    if (on === this.typed.on && (!on || at - this.typed.at < 3000)) return;
    this.typed = { on, at };
    this.socket.send({ t: "typing", on });
  }

  unread(): number {
    return this.marks.unread(this.state);
  }

  seen(): void {
    this.marks.seen(this.state);
  }

  /** The chat came on screen or went. Hours and brand may have changed while it was away. */
  show(open: boolean): void {
    if (open && this.config && this.env.now() - this.told > STALE) void this.access.open();
    this.open = open;
    this.refresh();
  }

  dispatch(f: Frame): void {
    this.state = apply(this.state, f);
    const list = "message" in f ? [f.message] : "messages" in f ? f.messages : [];
    for (const m of list) if (m.client_id && this.box.get(m.client_id)) this.sender.acked(m.client_id, m);
    if (this.state.stale) void this.access.open();
    else if (this.state.need) this.fill();
    this.refresh();
  }

  /** Should the line be up? While the chat is on screen, a conversation lives, or something waits to be sent. */
  private wanted(): boolean {
    const { conv } = this.state;
    return !!this.config && (this.open || (!!conv && !conv.closed) || this.items.some((i) => !i.error));
  }

  /** Read the outbox again and bring line and screen in step. */
  private refresh(): void {
    this.items = this.box.all();
    this.socket.want(this.wanted());
    this.onchange();
  }

  private receive(f: { t: string } & Record<string, unknown>): void {
    const { client_id, error, retry } = f as unknown as { client_id: string; error: Failure | string; retry: boolean };
    this.stopTyping?.();
    if (f.t === "ack") this.sender.acked(client_id, f as unknown as Ack);
    else if (f.t === "nack") this.sender.refused(client_id, { ...(typeof error === "string" ? { code: error, status: 0 } : error), retry });
    else if (f.t === "bye") void this.bye(String(f.code));
    else if (f.t === "config") this.env.after(this.env.chance() * CALM, () => void this.access.open());
    else if (f.t !== "pong") this.dispatch(f as unknown as Frame);
    if (this.state.typing || this.state.writing) {
      this.stopTyping = this.env.after(this.state.writing ? WRITING : TYPING, () => {
        this.dispatch({ t: "typing", who: null, on: false });
        if (this.state.writing) this.dispatch({ t: "writing", ...this.state.writing, text: "" });
      });
    }
  }

  private async bye(code: string): Promise<void> {
    if (code === "expired") await this.access.open();
    this.socket.again(code === "rate_limited" || code === "replaced" ? 15_000 : 0);
  }

  private lineChanged(): void {
    if (this.socket.ready) {
      this.marks.forget();
      this.sender.back();
      this.onready();
    } else this.sender.lost();
    this.env.after(3100, () => this.onchange());
    this.refresh();
  }

  /** Fetch what is missing after our last message. A short pause lets frames that merely overtook each other heal it. */
  private fill(): void {
    if (this.filling) return;
    this.filling = true;
    this.env.after(Math.min(15_000, 150 * 2 ** this.fillTries), async () => {
      const { conv, need, beat } = this.state;
      let page: Page | null = null;
      if (need && conv) {
        this.fillTries++;
        page = await this.access.ask<Page>("GET", `messages?conversation_id=${conv.id}&after=${lastSeq(this.state)}&limit=50`).catch(() => null);
      }
      this.filling = false;
      if (page && conv) this.dispatch({ t: "page", id: conv.id, beat, ...page });
      for (const message of page?.recalled ?? []) this.dispatch({ t: "renew", message });
      if (page?.messages.length || !this.state.need) this.fillTries = 0;
      if (this.state.need) this.fill();
    });
  }

  /** Another tab changed what we share. */
  private stored(e: StorageEvent): void {
    if (!e.key?.startsWith(this.key)) return;
    if (this.access.another(e)) return void this.access.follow();
    const item = this.box.parse(e.newValue);
    if (item?.ack) this.dispatch({ t: "message", message: fromAck(item, item.ack) });
    else this.refresh();
    this.env.after(4000, () => void this.sender.pump()); // should the tab that wrote it die before it sent it
  }
}
