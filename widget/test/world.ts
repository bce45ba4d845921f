/** A small server for tests: it keeps conversations, and says what the real one would say. */
import type { ConvView, Message, MessageKind } from "../src/core/types";

export const message = (over: Partial<Message> & { seq: number; prev: number }): Message => ({
  id: (over.conversation_id ?? "c1") + ":" + over.seq, conversation_id: "c1", author: { kind: "agent", id: "a", name: "林悦" }, kind: "text",
  text: "m" + over.seq, format: "plain", attachment: null, sources: [], suggestions: [], system: null, client_id: null, at: "2025-11-03T08:00:00Z", ...over,
});

export const view = (over: Partial<ConvView> = {}): ConvView => ({
  id: "c1", phase: "bot", agent: null, wait: null, closed: false, survey: "none", last_seq: 0, read_by_agent_seq: 0, can_leave_message: false, ...over,
});

export class World {
  private log = new Map<string, Message[]>();
  conv: ConvView | null = null;
  private n = 0;

  /** `tail`: asked from the very start, this server gives the last page instead of the first. */
  constructor(private tail = false) {}

  open(): ConvView {
    this.conv = view({ id: "c" + ++this.n });
    this.log.set(this.conv.id, []);
    return this.conv;
  }

  append(kind: MessageKind = "text"): Message {
    const c = this.conv!;
    const all = this.log.get(c.id)!;
    const seen = all.filter((m) => m.kind !== "note");
    const m = message({ conversation_id: c.id, seq: all.length + 1, prev: seen.at(-1)?.seq ?? 0, kind });
    all.push(m);
    this.conv = { ...c, last_seq: m.seq };
    return m;
  }

  change(over: Partial<ConvView>): ConvView {
    return (this.conv = { ...this.conv!, ...over });
  }

  after(id: string, seq: number, limit = 50): { conversation: ConvView | null; messages: Message[]; more: boolean } {
    const list = this.visible(id).filter((m) => m.seq > seq);
    if (this.tail && !seq) return { conversation: this.conv, messages: list.slice(-limit), more: list.length > limit };
    return { conversation: this.conv?.id === id ? this.conv : null, messages: list.slice(0, limit), more: list.length > limit };
  }

  visible(id: string): Message[] {
    return (this.log.get(id) ?? []).filter((m) => m.kind !== "note");
  }
}
