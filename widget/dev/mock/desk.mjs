// The mock's memory: visitors, conversations, messages, and who listens. No network in here.
import { randomUUID } from "node:crypto";

const iso = () => new Date().toISOString();

export class Desk {
  visitors = new Map(); // token -> visitor
  files = new Map(); // id -> {attachment, body}
  settings = { open: true, brand: "知夏电器", color: "#0B7F79", wait: [4, 3, 2, 1], pace: 1 };

  visit(token) {
    const known = token && this.visitors.get(token);
    if (known) return known;
    const visitor = { id: randomUUID(), token: randomUUID(), conversations: [], sockets: new Set(), sent: new Map() };
    this.visitors.set(visitor.token, visitor);
    return visitor;
  }

  current(visitor) {
    const c = visitor.conversations.at(-1) ?? null;
    return c?.phase === "closed" && this.settings.forget ? null : c; // a server may give a closed one or none
  }

  view(c) {
    return c && {
      id: c.id, phase: c.phase, agent: c.agent, wait: c.wait, closed: c.phase === "closed" || (c.phase === "wrap_up" && c.survey !== "none"), survey: c.survey,
      last_seq: c.messages.at(-1)?.seq ?? 0, read_by_agent_seq: c.read, can_leave_message: c.phase === "queued" || !this.settings.open,
    };
  }

  /** What a customer may see after a seq; notes stay on the desk. */
  visible(c, after = 0) {
    return c ? c.messages.filter((m) => m.kind !== "note" && m.seq > after) : [];
  }

  open(visitor) {
    const now = this.current(visitor);
    if (now && now.phase !== "closed") return now;
    const c = { id: randomUUID(), phase: "bot", agent: { name: "小夏", kind: "bot" }, wait: null, survey: "none", read: 0, messages: [], opened_at: iso(), closed_at: null };
    visitor.conversations.push(c);
    return c;
  }

  append(visitor, c, m) {
    const seen = this.visible(c);
    const message = {
      id: randomUUID(), conversation_id: c.id, seq: (c.messages.at(-1)?.seq ?? 0) + 1, prev: seen.at(-1)?.seq ?? 0,
      author: { kind: "bot", id: null, name: "小夏" }, kind: "text", text: "", format: "plain", attachment: null, sources: [], suggestions: [],
      system: null, client_id: null, channel: "webchat", delivery: null, at: iso(), ...m,
    };
    c.messages.push(message);
    if (message.kind !== "note") this.tell(visitor, { t: "message", message });
    return message;
  }

  system(visitor, c, code, params = {}) {
    return this.append(visitor, c, { author: { kind: "system", id: null, name: "" }, kind: "system", system: { code, params } });
  }

  status(visitor, c) {
    this.tell(visitor, { t: "status", conversation: this.view(c) });
  }

  tell(visitor, frame) {
    const text = JSON.stringify(frame);
    for (const s of visitor.sockets) s.send(text);
  }

  /** A customer's message, once per client_id. */
  accept(visitor, body) {
    const before = visitor.sent.get(body.client_id);
    if (before) return { ...before, duplicate: true };
    const c = this.open(visitor);
    if (c.phase === "wrap_up") c.phase = "with_agent"; // the agent was still writing up: the customer is back
    const m = this.append(visitor, c, {
      author: { kind: "customer", id: visitor.id, name: "访客" }, kind: body.kind, text: body.text ?? "", client_id: body.client_id,
      attachment: body.attachment_id ? (this.files.get(body.attachment_id)?.attachment ?? null) : null,
    });
    const ack = { conversation_id: c.id, id: m.id, seq: m.seq, prev: m.prev, at: m.at, duplicate: false };
    visitor.sent.set(body.client_id, ack);
    return ack;
  }
}
