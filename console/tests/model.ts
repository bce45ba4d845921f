// A small honest server for property tests: it changes conversations by commands, tells of every change by frames,
// and answers snapshots at any moment. Its view rules are written anew, not borrowed from the console.
import type { Delivery, Frame, Message, MessagePage, Row, RowPage, View } from "@/api/types";

export const ME = "agent-me";
export const TEAM = [ME, "agent-mate"];
export const AGENTS = [...TEAM, "agent-far"];
const START = Date.parse("2026-07-01T08:00:00Z");

export type Command =
  | { do: "customer" | "agent" | "note"; conv: number }
  | { do: "deliver"; conv: number; pick: number; to: Delivery }
  | { do: "customer_reads" | "i_read"; conv: number }
  | { do: "assign"; conv: number; agent: number }
  | { do: "queue" | "close"; conv: number };

const RANK: Record<Delivery, number> = { accepted: 0, sent: 1, failed: 2, delivered: 3, read: 4 };

export class Model {
  rows: Row[] = [];
  threads: Message[][] = [];
  reads: { customer: number; agents: Record<string, number> }[] = [];
  frames: Frame[] = [];
  private time = START;

  constructor(conversations: number) {
    for (let index = 0; index < conversations; index += 1) {
      this.rows.push(emptyRow(index, new Date(START + index * 1000).toISOString()));
      this.threads.push([]);
      this.reads.push({ customer: 0, agents: {} });
    }
  }

  run(command: Command): void {
    this.time += 1_000;
    const index = command.conv % this.rows.length;
    switch (command.do) {
      case "customer":
      case "agent":
      case "note":
        return this.write(index, command.do);
      case "deliver":
        return this.deliver(index, command.pick, command.to);
      case "customer_reads":
      case "i_read":
        return this.read(index, command.do === "i_read");
      case "assign": {
        const id = AGENTS[command.agent % AGENTS.length]!;
        return this.change(index, { phase: "with_agent", agent: { id, name: id } });
      }
      case "queue":
        return this.change(index, { phase: "queued", agent: null, queued_at: this.now() });
      case "close":
        return this.change(index, { phase: "closed", waiting_since: null, due_at: null, closed_at: this.now() });
    }
  }

  page(view: View): RowPage {
    const items = this.rows.filter((row) => inView(row, view)).map((row) => ({ ...row }));
    return { items, next: null, counts: { mine: 0, waiting: 0, team: 0, snoozed: 0, all: 0 } };
  }

  messages(index: number): MessagePage {
    const read = this.reads[index]!;
    return {
      items: this.threads[index]!.map((message) => ({ ...message })),
      next: null,
      read: { customer: read.customer, agents: { ...read.agents } },
    };
  }

  private now(): string {
    return new Date(this.time).toISOString();
  }

  private change(index: number, part: Partial<Row>): void {
    const row = this.rows[index]!;
    Object.assign(row, part, { version: row.version + 1 });
    this.frames.push({ t: "row", row: { ...row } });
  }

  private write(index: number, kind: "customer" | "agent" | "note"): void {
    const thread = this.threads[index]!;
    const prev = thread.at(-1)?.seq ?? 0;
    const author =
      kind === "customer"
        ? { kind: "customer" as const, id: null, name: "张女士" }
        : { kind: "agent" as const, id: ME, name: "林晓雨" };
    const message: Message = {
      id: `m-${index}-${prev + 1}`,
      conversation_id: this.rows[index]!.id,
      seq: prev + 1,
      prev,
      author,
      kind: kind === "note" ? "note" : "text",
      text: `${kind} ${prev + 1}`,
      format: "plain",
      attachment: null,
      sources: [],
      suggestions: [],
      system: null,
      client_id: null,
      channel: "webchat",
      quote: null,
      recalled: false,
      delivery: kind === "agent" ? "accepted" : null,
      at: this.now(),
    };
    thread.push(message);
    this.frames.push({ t: "message", message: { ...message } });
    const row = this.rows[index]!;
    const waiting =
      kind === "customer" ? (row.waiting_since ?? this.now()) : kind === "agent" ? null : row.waiting_since;
    this.change(index, {
      last_at: message.at,
      last_seq: message.seq,
      waiting_since: waiting,
      unread: row.unread + (kind === "customer" ? 1 : 0),
      preview: { kind: message.kind, author: author.kind, text: message.text },
    });
  }

  private deliver(index: number, pick: number, to: Delivery): void {
    const own = this.threads[index]!.filter((message) => message.delivery !== null);
    const message = own[pick % Math.max(1, own.length)];
    if (message === undefined || RANK[to] <= RANK[message.delivery!]) return;
    message.delivery = to;
    this.frames.push({ t: "delivery", conversation_id: message.conversation_id, message_id: message.id, delivery: to });
  }

  private read(index: number, mine: boolean): void {
    const seq = this.threads[index]!.at(-1)?.seq ?? 0;
    // Nobody reads an empty conversation.
    if (seq === 0) return;
    const reads = this.reads[index]!;
    const conversation_id = this.rows[index]!.id;
    if (mine) {
      reads.agents[ME] = seq;
      this.frames.push({ t: "read", conversation_id, who: { kind: "agent", id: ME }, seq });
      this.change(index, { unread: 0 });
      return;
    }
    reads.customer = seq;
    this.frames.push({ t: "read", conversation_id, who: { kind: "customer", id: null }, seq });
  }
}

function inView(row: Row, view: View): boolean {
  if (view === "closed" || row.phase === "closed") return view === "closed" && row.phase === "closed";
  if (view === "all") return true;
  if (view === "snoozed") return row.phase === "snoozed" && row.agent?.id === ME;
  if (view === "waiting") return ["queued", "offered"].includes(row.phase);
  if (row.agent === null || !["with_agent", "wrap_up"].includes(row.phase)) return false;
  return view === "mine" ? row.agent.id === ME : TEAM.includes(row.agent.id);
}

export function emptyRow(index: number, at: string): Row {
  return {
    id: `c-${index}`,
    version: 1,
    customer: { id: `cu-${index}`, name: `客户${index}`, tier: "regular", initials: "客" },
    channel: "webchat",
    phase: "bot",
    queue_id: null,
    agent: null,
    subject: "",
    preview: { kind: "text", author: "customer", text: "" },
    last_at: at,
    waiting_since: null,
    due_at: null,
    target_seconds: null,
    unread: 0,
    last_seq: 0,
    priority: 0,
    fast: false,
    green: false,
    emotion: "calm",
    left_message: false,
    opened_at: at,
    queued_at: null,
    wrap_up_until: null,
    closed_at: null,
    survey_state: "none",
    tags: [],
    snoozed_until: null,
    turn_seconds: null,
    quota: null,
    joined: [],
    callback: null,
    held_until: null,
  };
}
