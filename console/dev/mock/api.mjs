// The console's HTTP contract over the little world. Every handler: (context) => answer, or throws a refusal.
import { agents, ahead, id, queues, reasons, skills, teams, users } from "./people.mjs";
import { adminRoutes, refuse } from "./admin.mjs";
import { floorRoutes } from "./floor.mjs";
import { keptRoutes, meant } from "./kept.mjs";
import { render, templates } from "./templates.mjs";
import { bump, count, customers, handovers, message, picture, reads, rows, say, threads } from "./world.mjs";

export const me = agents[0];
export const offers = new Map();
const sent = new Map();

const row = (key) =>
  rows.get(key) ??
  (() => {
    throw refuse(404, "not_found");
  })();
const preview = (part) => ({
  preview: { kind: part.kind, author: part.author.kind, text: part.system?.code ?? part.attachment?.name ?? part.text },
  last_at: part.at,
  last_seq: part.seq,
});

export function append(key, part, change = {}) {
  const full = message(key, part);
  say({ t: "message", message: full }, key);
  bump(row(key), { ...(full.kind === "system" ? { last_at: full.at, last_seq: full.seq } : preview(full)), ...change });
  return full;
}
export const system = (key, code, params = {}, change = {}) =>
  append(key, { author: { kind: "system", id: null, name: "" }, kind: "system", system: { code, params } }, change);
const settle = () => (
  count(),
  say({ t: "agent", agent: { ...me } }),
  queues.forEach((queue) => say({ t: "queue", queue: { ...queue } }))
);

function inView(item, view) {
  if (view === "closed") return item.phase === "closed";
  if (item.phase === "closed") return false;
  if (view === "snoozed") return item.phase === "snoozed";
  if (view === "mine") return item.agent?.id === me.id && item.phase !== "snoozed";
  if (view === "waiting") return ["queued", "offered"].includes(item.phase);
  if (view === "team")
    return item.agent !== null && agents.find((agent) => agent.id === item.agent.id).team_id === me.team_id;
  return true;
}

function order(a, b) {
  if (a.waiting_since && b.waiting_since) return a.waiting_since < b.waiting_since ? -1 : 1;
  if (a.waiting_since || b.waiting_since) return a.waiting_since ? -1 : 1;
  return a.last_at < b.last_at ? 1 : -1;
}

function list({ query }) {
  const q = query.get("q") ?? "";
  const limit = Number(query.get("limit") ?? 50);
  const from = Number(query.get("cursor") ?? 0);
  const all = [...rows.values()];
  const match = (item) =>
    !q ||
    `${item.customer.name}${item.subject}${threads
      .get(item.id)
      .map((part) => part.text)
      .join("")}`.includes(q);
  const found = all.filter((item) => inView(item, query.get("view")) && match(item) && meant(item, query)).sort(order);
  const counts = Object.fromEntries(
    ["mine", "waiting", "team", "snoozed", "all"].map((view) => [
      view,
      all.filter((item) => inView(item, view)).length,
    ]),
  );
  return {
    items: found.slice(from, from + limit),
    next: from + limit < found.length ? String(from + limit) : null,
    counts,
  };
}

function search({ query }) {
  const q = query.get("q") ?? "";
  const found = [...rows.values()].flatMap((item) => {
    const parts = threads.get(item.id).filter((part) => part.kind !== "system" && part.text.includes(q));
    const last = parts.at(-1);
    if (q === "" || last === undefined) return [];
    const [before, ...after] = last.text.split(q);
    const hit = {
      id: last.id,
      seq: last.seq,
      kind: last.kind,
      author_kind: last.author.kind,
      author_name: last.author.name,
      at: last.at,
      parts: [
        { text: before, hit: false },
        { text: q, hit: true },
        { text: after.join(q), hit: false },
      ],
    };
    return [{ row: item, hit, hits: parts.length }];
  });
  const people = [...customers.values()].filter((item) => q !== "" && item.name.includes(q));
  return { customers: people.slice(0, 6), conversations: found.slice(0, 20), capped: false };
}

function page({ params: [key], query }) {
  const all = threads.get(row(key).id);
  const limit = Number(query.get("limit") ?? 50);
  const after = query.get("after");
  const before = query.get("before");
  if (after !== null) {
    const rest = all.filter((part) => part.seq > Number(after));
    return { messages: rest.slice(0, limit), more: rest.length > limit, read: reads.get(key) };
  }
  const rest = before === null ? all : all.filter((part) => part.seq < Number(before));
  return { messages: rest.slice(-limit), more: rest.length > limit, read: reads.get(key) };
}

function detail({ params: [key] }) {
  const item = row(key);
  return {
    ...item,
    customer_panel: customers.get(item.customer.id),
    handover: handovers.get(key) ?? null,
    participants: [],
    survey: null,
    context: {},
    close_reason: null,
    codes: [],
    merged_from: [],
  };
}

function deliver(key, part) {
  ["sent", "delivered"].forEach((delivery, step) =>
    setTimeout(
      () => {
        if (part.delivery === "failed") return;
        part.delivery = delivery;
        say({ t: "delivery", conversation_id: key, message_id: part.id, delivery }, key);
      },
      500 + step * 900,
    ),
  );
}

function send({ params: [key], body }) {
  const item = row(key);
  if (sent.has(body.client_id)) return sent.get(body.client_id);
  const note = body.kind === "note";
  if (!note && item.agent?.id !== me.id) throw refuse(409, "not_owner");
  if ((body.text ?? "").length > 4000) throw refuse(422, "too_long", { field: "text", params: { max: 4000 } });
  const attachment = body.attachment_id ? (files.get(body.attachment_id) ?? picture("图片", 800, 600, 200)) : null;
  const quoted = threads.get(key).find((part) => part.id === body.quote) ?? null;
  const full = append(
    key,
    {
      author: { kind: "agent", id: me.id, name: me.name },
      kind: body.kind,
      text: body.text ?? "",
      attachment,
      client_id: body.client_id,
      quote: quoted && { id: quoted.id, seq: quoted.seq, author: quoted.author, kind: quoted.kind, text: quoted.text },
      delivery: note ? null : "accepted",
    },
    note ? {} : { waiting_since: null, due_at: null, unread: 0 },
  );
  sent.set(body.client_id, full);
  if (note) return full;
  if ((body.text ?? "").includes("失败"))
    setTimeout(() => {
      full.delivery = "failed";
      say({ t: "delivery", conversation_id: key, message_id: full.id, delivery: "failed" }, key);
    }, 400);
  else deliver(key, full);
  return full;
}

function retry({ params: [key, messageId] }) {
  const part = threads.get(key).find((found) => found.id === messageId);
  part.delivery = "accepted";
  say({ t: "delivery", conversation_id: key, message_id: messageId, delivery: "accepted" }, key);
  deliver(key, part);
  return part;
}

function accept({ params: [key] }) {
  const offer = offers.get(key);
  if (!offer) throw refuse(409, "offer_ended");
  offers.delete(key);
  say({ t: "offer_ended", offer_id: key, how: "accepted" });
  return take(offer.conversation.id);
}

function take(key) {
  system(key, "agent_joined", { name: me.name }, { phase: "with_agent", agent: { id: me.id, name: me.name } });
  settle();
  return row(key);
}

function presence({ body }) {
  const { state, reason = null, when } = body;
  const version = me.presence.version + 1;
  me.presence =
    when === "after" && me.load > 0
      ? { ...me.presence, next: { state, reason }, version }
      : { state, reason, since: new Date().toISOString(), next: null, misses: 0, version };
  say({ t: "agent", agent: { ...me } });
  return me.presence;
}

export const files = new Map();
const owned =
  (change) =>
  ({ params: [key], body }) => {
    const item = row(key);
    if (item.agent?.id !== me.id) throw refuse(409, "not_owner");
    change(key, body);
    settle();
    return row(key);
  };
const free = { agent: null, waiting_since: null, due_at: null };

export const routes = [
  [
    "GET",
    "/bootstrap",
    () => (
      count(),
      {
        me,
        agents,
        teams,
        queues,
        skills,
        reasons,
        settings: {
          offer_seconds: 30,
          wrap_up_seconds: 120,
          send_key: "enter",
          max_text: 4000,
          max_upload_bytes: 20971520,
        },
        now: new Date().toISOString(),
      }
    ),
  ],
  ["PUT", "/presence", presence],
  ["GET", "/conversations", list],
  ["GET", "/search", search],
  ["GET", "/tags", () => ({ items: [...new Set([...rows.values()].flatMap((item) => item.tags))] })],
  ["PUT", "/conversations/:id/tags", ({ params: [key], body }) => bump(row(key), { tags: body.tags })],
  [
    "PATCH",
    "/conversations/:id/tags",
    ({ params: [key], body }) => {
      const kept = row(key).tags.filter((tag) => !(body.remove ?? []).includes(tag));
      return bump(row(key), { tags: [...new Set([...kept, ...(body.add ?? [])])] });
    },
  ],
  ...keptRoutes,
  ["GET", "/conversations/:id", detail],
  ["GET", "/conversations/:id/messages", page],
  ["POST", "/conversations/:id/messages", send],
  ["POST", "/conversations/:id/messages/:id/retry", retry],
  [
    "POST",
    "/conversations/:id/messages/:id/recall",
    ({ params: [key, messageId] }) => {
      const part = threads.get(key).find((found) => found.id === messageId);
      part.recalled = true;
      say({ t: "recalled", message: part }, key);
      return part;
    },
  ],
  [
    "POST",
    "/conversations/:id/read",
    ({ params: [key], body }) => {
      reads.get(key).agents[me.id] = body.seq;
      bump(row(key), { unread: 0 });
      say({ t: "read", conversation_id: key, who: { kind: "agent", id: me.id }, seq: body.seq }, key);
    },
  ],
  [
    "POST",
    "/conversations/:id/transfer",
    owned((key, body) => {
      const to = agents.find((agent) => agent.id === body.agent_id);
      const queue = queues.find((found) => found.id === body.queue_id);
      append(key, { author: { kind: "agent", id: me.id, name: me.name }, kind: "note", text: body.note });
      system(
        key,
        "transferred",
        { name: to?.name ?? queue.name_zh },
        to
          ? { agent: { id: to.id, name: to.name } }
          : {
              ...free,
              phase: "queued",
              queue_id: queue.id,
              waiting_since: new Date().toISOString(),
              due_at: ahead(60),
            },
      );
    }),
  ],
  [
    "POST",
    "/conversations/:id/close",
    owned((key, body) => {
      system(
        key,
        "closed",
        { by: "agent" },
        { phase: "wrap_up", wrap_up_until: ahead(120), waiting_since: null, due_at: null },
      );
      if (body.survey) system(key, "survey_sent");
    }),
  ],
  [
    "POST",
    "/conversations/:id/finish",
    owned((key) => bump(row(key), { phase: "closed", closed_at: new Date().toISOString(), wrap_up_until: null })),
  ],
  ["POST", "/conversations/:id/handback", owned((key) => system(key, "back_to_bot", {}, { ...free, phase: "bot" }))],
  ["POST", "/conversations/:id/claim", ({ params: [key] }) => (system(key, "claimed", { name: me.name }), take(key))],
  ["GET", "/offers", () => [...offers.values()]],
  ["POST", "/offers/:id/accept", accept],
  [
    "POST",
    "/offers/:id/decline",
    ({ params: [key] }) => {
      offers.delete(key);
      say({ t: "offer_ended", offer_id: key, how: "declined" });
    },
  ],
  [
    "GET",
    "/customers",
    ({ query }) => ({
      items: [...customers.values()]
        .filter((one) => `${one.name}${one.identities[0].value}`.includes(query.get("q") ?? ""))
        .slice(0, 20),
      next: null,
    }),
  ],
  ["GET", "/customers/:id", ({ params: [key] }) => customers.get(key)],
  ["PATCH", "/customers/:id", ({ params: [key], body }) => Object.assign(customers.get(key), body)],
  [
    "POST",
    "/customers/:id/reveal",
    ({ body }) => ({ value: body.value_masked.replace("****", "5521").replace("***", "hangli") }),
  ],
  [
    "POST",
    "/customers/:id/merge",
    ({ params: [key], body }) => {
      const merge = {
        id: id(),
        from_name: customers.get(body.other_id).name,
        at: new Date().toISOString(),
        by: me.name,
        undone: false,
      };
      customers.get(key).merges.unshift(merge);
      return { merge_id: merge.id };
    },
  ],
  [
    "POST",
    "/customers/merges/:id/undo",
    ({ params: [key] }) => {
      for (const one of customers.values()) for (const merge of one.merges) if (merge.id === key) merge.undone = true;
      return { ok: true };
    },
  ],
  ["GET", "/templates", () => ({ items: templates })],
  [
    "POST",
    "/templates/:id/render",
    ({ params: [key], body }) =>
      render(
        templates.find((one) => one.id === key),
        row(body.conversation_id),
        body.locale,
      ),
  ],
  [
    "GET",
    "/knowledge/:id",
    ({ params: [key] }) => ({
      id: key,
      title: "空调不制冷怎么办",
      body: "先确认模式与温度：\n1. 模式选“制冷”\n2. 温度低于室温 3℃ 以上\n\n再看**滤网**与**室外机**：滤网每两周清洗一次，室外机 50 cm 内不要有遮挡。",
    }),
  ],
  ...adminRoutes,
  ...floorRoutes,
];

export function signIn({ body }) {
  const user = users[body.email];
  if (!user || body.password !== "qingfeng") throw refuse(401, "wrong_password");
  return session(user);
}
const DESK = ["desk.use", "conversations.read", "customers.write", "customers.reveal", "customers.merge"];
const FLOOR = ["conversations.claim", "conversations.assign", "floor.join", "floor.manage"];
const FIGURES = ["insight.read", "insight.manage"];
const ADMIN = [...DESK, ...FLOOR, ...FIGURES, "channels.manage", "machinery.manage"];
export const session = (user) => ({
  user,
  permissions: user.role === "agent" ? [...DESK, "conversations.claim"] : ADMIN,
  tenant: { id: "t1", name: "清凉家电", locale: "zh-CN" },
  csrf: "mock-csrf",
  second_factor_due: false,
});
