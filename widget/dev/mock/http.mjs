// The HTTP half of the mock: /webchat/v1, files, pages, and /mock/* to steer it from a test.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";

/** What the server ships; a test of the server keeps the two the same. */
const TEXTS = JSON.parse(readFileSync(new URL("texts.json", import.meta.url), "utf8"));

const REASONS = [["slow", "等太久", "Long wait", true], ["unsolved", "没解决问题", "Not solved", true], ["rude", "态度不好", "Unfriendly", true], ["fast", "响应快", "Quick", false], ["clear", "讲得清楚", "Clear", false], ["kind", "很耐心", "Patient", false]];

const tomorrow = () => new Date(new Date().setHours(33, 0, 0, 0)).toISOString();

/** What is asked when it is over; a test may set another scale. */
const survey = (s) => ({
  scale: s.scale ?? "stars",
  question: { zh: "这次服务您满意吗？", en: "How did we do?" },
  reasons: REASONS.map(([code, zh, en, bad]) => ({ code, zh, en, scores: bad ? [1, 2, 3] : [4, 5] })),
  comment: s.comment ?? true,
});

const config = (s) => ({
  brand: { name: s.brand, color: s.color, logo_url: null },
  texts: {
    ...TEXTS,
    greeting: { zh: `您好，这里是${s.brand}，我是智能助手小夏。查单、安装、报修、退换，直接说就行。`, en: `Hi, welcome to ${s.brand}. Ask me about buying, installing or repairs.` },
    closed_hours: { zh: "人工客服的服务时间是每天 09:00–21:00，这会儿同事们下班了。请留下问题和电话，明早 10 点前一定有人回您。", en: "Our team is here from 09:00 to 21:00. Leave a message and someone will reply by 10:00 tomorrow." },
    ...s.texts,
  },
  quick_questions: { zh: ["我的订单到哪了？", "空调保修多久？", "预约上门安装", "怎么退换货？"], en: ["Where is my order?", "How long is the warranty?", "Book an installation", "Returns"] },
  hours: { open: s.open, opens_at: s.open ? null : tomorrow() },
  upload: { max_bytes: 10 * 1024 * 1024, types: [".pdf", ".txt", "image/gif", "image/jpeg", "image/png", "image/webp"] },
  survey: survey(s),
  max_text: 2000,
});

const fail = (status, code, params, message = code) => ({ status, body: { error: { code, params, message } } });

export class Http {
  constructor(desk, script, dist) {
    Object.assign(this, { desk, script, dist, posts: [] });
    this.faults = []; // [{path, status, code}] answered once each
  }

  async handle(req, res) {
    const url = new URL(req.url, "http://x");
    res.setHeader("Access-Control-Allow-Origin", "*");
    res.setHeader("Access-Control-Allow-Headers", "*");
    res.setHeader("Access-Control-Allow-Methods", "*");
    if (req.method === "OPTIONS") return res.writeHead(204).end();
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const raw = Buffer.concat(chunks);
    const path = url.pathname;
    if (path.startsWith("/webchat/v1/") || path.startsWith("/mock/")) {
      const answer = this.route(req, url, raw);
      return res.writeHead(answer.status ?? 200, { "Content-Type": "application/json" }).end(JSON.stringify(answer.body ?? answer));
    }
    this.page(path, res);
  }

  page(path, res) {
    if (path.startsWith("/files/")) {
      const f = this.desk.files.get(path.slice(7));
      return f ? res.writeHead(200, { "Content-Type": f.attachment.content_type }).end(f.body) : res.writeHead(404).end();
    }
    const name = path === "/demo/shop" || path === "/" ? "shop.html" : path.startsWith("/chat/") ? "chat.html" : path.slice(1);
    if (!/^[\w-]+\.(js|html)$/.test(name)) return res.writeHead(404).end();
    try {
      const text = readFileSync(this.dist + name, "utf8").replaceAll("__CHANNEL_KEY__", "demo");
      res.writeHead(200, { "Content-Type": name.endsWith("js") ? "text/javascript" : "text/html; charset=utf-8" }).end(text);
    } catch {
      res.writeHead(404).end();
    }
  }

  route(req, url, raw) {
    const path = url.pathname.replace(/^\/webchat\/v1\//, "");
    const i = this.faults.findIndex((f) => f.path === path);
    if (i >= 0) return ((f) => fail(f.status, f.code))(this.faults.splice(i, 1)[0]);
    const isFile = path === "attachments";
    const body = raw.length && !isFile ? JSON.parse(raw) : {};
    if (path.startsWith("/mock/")) return this.steer(path.slice(6), body);
    if (path === "session") return this.session(body);
    const visitor = this.desk.visitors.get((req.headers.authorization ?? "").replace("Bearer ", ""));
    if (!visitor) return fail(401, "unauthenticated");
    const get = { messages: () => this.messages(visitor, url.searchParams), history: () => this.history(visitor, url.searchParams), survey: () => survey(this.desk.settings) }[path];
    if (req.method === "GET" && get) return get();
    return isFile ? this.upload(raw, req.headers["content-type"]) : this.post(visitor, path, body);
  }

  session(body) {
    if (body.channel === "nowhere") return fail(404, "not_found");
    const v = this.desk.visit(body.token);
    const c = this.desk.current(v);
    return {
      token: v.token, expires_at: new Date(Date.now() + 864e5).toISOString(), visitor: { id: v.id, name: null, identified: !!body.identity },
      config: config(this.desk.settings), conversation: this.desk.view(c), messages: this.desk.visible(c).slice(-50),
    };
  }

  messages(visitor, q) {
    const c = visitor.conversations.find((x) => x.id === q.get("conversation_id")) ?? this.desk.current(visitor);
    const limit = Number(q.get("limit") ?? 50);
    const all = this.desk.visible(c);
    const after = Number(q.get("after") ?? 0);
    const before = q.has("before") ? all.filter((m) => m.seq < Number(q.get("before"))) : !after && all;
    const list = before || all.filter((m) => m.seq > after);
    return { conversation: this.desk.view(this.desk.current(visitor)), messages: before ? list.slice(-limit) : list.slice(0, limit), more: list.length > limit };
  }

  history(visitor, q) {
    const at = visitor.conversations.findIndex((c) => c.id === q.get("before"));
    const earlier = (at < 0 ? visitor.conversations : visitor.conversations.slice(0, at)).filter((c) => c.phase === "closed");
    const c = earlier.at(-1);
    return { conversations: c ? [{ id: c.id, opened_at: c.opened_at, closed_at: c.closed_at, messages: this.desk.visible(c) }] : [], more: earlier.length > 1 };
  }

  post(visitor, path, body) {
    const { desk, script } = this;
    if (path === "messages") {
      this.posts.push(body.client_id);
      const ack = desk.accept(visitor, body);
      if (!ack.duplicate) script.heard(visitor, body);
      return ack;
    }
    if (path === "human") return { conversation: desk.view(script.human(visitor)) };
    if (path === "end") return { conversation: desk.view(script.end(visitor, "customer")) };
    if (path === "survey") {
      const c = visitor.conversations.find((x) => x.id === body.conversation_id);
      if (c.survey === "done") return fail(409, "already_answered");
      c.survey = "done";
      c.answer = body;
      desk.status(visitor, c);
      return { ok: true };
    }
    if (path !== "leave") return fail(404, "not_found");
    const ack = desk.accept(visitor, { ...body, kind: "text" });
    if (!ack.duplicate) desk.system(visitor, desk.current(visitor), "left_message");
    return { conversation_id: ack.conversation_id, seq: ack.seq };
  }

  upload(raw, type) {
    const mark = "--" + /boundary=(.*)$/.exec(type)[1];
    const head = raw.indexOf("\r\n\r\n");
    const top = raw.subarray(0, head).toString();
    const body = raw.subarray(head + 4, raw.lastIndexOf(mark) - 2);
    const attachment = { id: randomUUID(), name: /filename="([^"]*)"/.exec(top)[1], size: body.length, content_type: /Content-Type: (.*)/i.exec(top)?.[1].trim() ?? "application/octet-stream", width: null, height: null };
    attachment.url = "/files/" + attachment.id;
    if (attachment.content_type === "image/png") Object.assign(attachment, { width: body.readUInt32BE(16), height: body.readUInt32BE(20) });
    this.desk.files.set(attachment.id, { attachment, body });
    return attachment;
  }

  /** A test's wishes: settings, faults, an agent's message, closing, cutting lines, looking inside. */
  steer(what, body) {
    const { desk, script } = this;
    if (what === "set") Object.assign(desk.settings, body);
    else if (what === "fault") this.faults.push(body);
    else if (what === "cut") for (const v of desk.visitors.values()) for (const s of v.sockets) s.terminate();
    else if (what === "look") return { visitors: [...desk.visitors.values()].map((v) => ({ id: v.id, sockets: v.sockets.size, conversations: v.conversations })), posts: this.posts };
    for (const v of desk.visitors.values()) {
      const c = desk.current(v);
      if (what === "say" && c) desk.append(v, c, { author: { kind: "agent", id: "a1", name: "林悦" }, ...body });
      if (what === "frame") desk.tell(v, body);
      if (what === "close") script.end(v, "agent");
      if (what === "reset") v.conversations = [];
    }
    return { ok: true };
  }
}
