// The little world behind the mock server: conversations, messages, customers, and how they change.
import { agents, ago, ahead, id, queues } from "./people.mjs";
import { stories } from "./stories.mjs";

export const rows = new Map();
export const threads = new Map();
export const reads = new Map();
export const handovers = new Map();
export const customers = new Map();
const listeners = new Set();

export const onFrame = (listener) => (listeners.add(listener), () => listeners.delete(listener));
export const say = (frame, conversation) => listeners.forEach((listener) => listener(frame, conversation));
const target = (queueId) => queues.find((queue) => queue.id === queueId)?.service_level_seconds ?? 90;
const KINDS = { c: "customer", a: "agent", b: "bot", n: "agent", s: "system" };

export function message(conversation, part) {
  const list = threads.get(conversation);
  const prev = list.at(-1)?.seq ?? 0;
  const full = {
    id: id(),
    conversation_id: conversation,
    seq: prev + 1,
    prev,
    author: { kind: "customer", id: null, name: "" },
    kind: "text",
    text: "",
    format: "plain",
    attachment: null,
    sources: [],
    suggestions: [],
    system: null,
    client_id: null,
    channel: null,
    delivery: null,
    quote: null,
    recalled: false,
    at: new Date().toISOString(),
    ...part,
  };
  list.push(full);
  return full;
}

export function picture(label, width, height, hue) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1"><stop stop-color="hsl(${hue} 38% 78%)"/><stop offset="1" stop-color="hsl(${hue + 30} 40% 52%)"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><rect x="18%" y="28%" width="64%" height="22%" rx="14" fill="#fff" opacity=".9"/><rect x="24%" y="44%" width="52%" height="2%" fill="#9bb"/><path d="M30% 60" stroke="#fff"/><text x="50%" y="80%" fill="#fff" font-size="${Math.round(height / 14)}" text-anchor="middle" font-family="sans-serif">${label}</text></svg>`;
  return {
    id: id(),
    name: `${label}.jpg`,
    size: 284_112,
    content_type: "image/svg+xml",
    width,
    height,
    url: `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`,
  };
}

export function bump(row, change, quiet = false) {
  Object.assign(row, change, { version: row.version + 1 });
  if (!quiet) say({ t: "row", row: { ...row } });
  return row;
}

export function count() {
  const live = [...rows.values()];
  for (const agent of agents)
    agent.load = live.filter(
      (row) => row.agent?.id === agent.id && ["with_agent", "wrap_up"].includes(row.phase),
    ).length;
  for (const queue of queues) {
    const waiting = live.filter((row) => row.queue_id === queue.id && ["queued", "offered"].includes(row.phase));
    queue.waiting = waiting.length;
    queue.longest_wait_since = waiting.map((row) => row.waiting_since).sort()[0] ?? null;
  }
}

function partOf(line, name, agent) {
  const kind = KINDS[line[0]];
  const body = line.slice(2);
  if (line[0] === "s")
    return {
      author: { kind, id: null, name: "" },
      kind: "system",
      system: { code: body, params: { name: agent?.name ?? "", by: "agent", score: 5 } },
    };
  if (line[0] === "b") {
    const [text, source, more] = body.split("|");
    return {
      author: { kind, id: null, name: "清风 AI" },
      text,
      format: "markdown",
      delivery: "read",
      sources: source ? [{ id: id(), title: source }] : [],
      suggestions: more ? more.split(",") : [],
    };
  }
  if (line[0] === "c") return { author: { kind, id: null, name }, text: body };
  return {
    author: { kind, id: agent?.id ?? null, name: agent?.name ?? "" },
    kind: line[0] === "n" ? "note" : "text",
    text: body,
    delivery: line[0] === "n" ? null : "read",
  };
}

function build([name, tier, channel, phase, agentNumber, queueNumber, emotion, subject, lines], index) {
  const key = `0198f000-0000-7000-8000-${String(index + 1).padStart(12, "0")}`;
  const agent = agents.find((item) => item.id === `agent-${agentNumber}`) ?? null;
  const queue_id = queueNumber === null ? null : `queue-${queueNumber}`;
  threads.set(key, []);
  const closed = phase === "closed";
  const start = (closed ? 86_400 * (1 + (index % 3)) : 0) + 130 + ((index * 37) % 140) + lines.length * 55;
  lines.forEach((line, step) =>
    message(key, { ...partOf(line, name, agent), at: ago(start - step * 55 - (step > 2 ? 8 : 0)), channel }),
  );
  if (subject.includes("漏水滴") || subject.includes("第三次")) {
    const attachment = picture("现场照片", 900, 675, 190 + index * 9);
    message(key, { author: { kind: "customer", id: null, name }, kind: "image", attachment, at: ago(70), channel });
  }
  const list = threads.get(key);
  const last = list.findLast((item) => item.kind !== "system");
  const lastOwn = list.findLastIndex((item) => item.author.kind === "agent" && item.kind !== "note");
  const unanswered = list.slice(lastOwn + 1).filter((item) => item.author.kind === "customer");
  const waiting = closed || phase === "wrap_up" || phase === "bot" ? undefined : unanswered[0];
  const target_seconds = queue_id === null ? null : target(queue_id) * (phase === "with_agent" ? 3 : 2);
  const mine = agentNumber === 1 && !closed;
  rows.set(key, {
    id: key,
    version: 1,
    customer: {
      id: `cust-${index + 1}`,
      name,
      tier,
      initials: /^[A-Z]/.test(name)
        ? name
            .split(" ")
            .map((word) => word[0])
            .join("")
        : name[0],
    },
    channel,
    phase,
    queue_id,
    agent: agent && { id: agent.id, name: agent.name },
    subject,
    preview: { kind: last.kind, author: last.author.kind, text: last.kind === "system" ? last.system.code : last.text },
    last_at: list.at(-1).at,
    waiting_since: waiting?.at ?? null,
    due_at: waiting && target_seconds ? new Date(Date.parse(waiting.at) + target_seconds * 1000).toISOString() : null,
    target_seconds,
    unread: mine && waiting ? unanswered.length : 0,
    last_seq: list.at(-1).seq,
    priority: 0,
    fast: queueNumber === 4,
    green: queueNumber === 5,
    emotion,
    left_message: lines.includes("s:left_message"),
    opened_at: list[0].at,
    queued_at: waiting?.at ?? null,
    wrap_up_until: phase === "wrap_up" ? ahead(95) : null,
    closed_at: closed ? last.at : null,
    survey_state: "none",
    tags: [],
    snoozed_until: null,
    joined: [],
    turn_seconds: null,
    quota: null,
  });
  reads.set(key, {
    customer: last.author.kind === "agent" ? last.seq - 1 : list.at(-1).seq,
    agents: mine && waiting ? { "agent-1": unanswered[0].seq - 1 } : {},
  });
  if (lines.includes("s:human_requested")) {
    const first = list.find((item) => item.author.kind === "bot");
    handovers.set(key, {
      summary: `${name}：${subject}。已在 AI 处说明情况并要求人工。`,
      tried: first ? [{ question: list[0].text, article: first.sources[0] ?? null }] : [],
      need: subject,
      emotion,
      reason: emotion === "angry" ? "anger" : "requested",
      note: null,
      by: "清风 AI",
      at: list.find((item) => item.system?.code === "human_requested").at,
    });
  }
}

function phone(index) {
  return `138****${String(1000 + index * 371).slice(-4)}`;
}

function customerOf(row, index) {
  const others = [...rows.values()].filter((item) => item.phase === "closed").slice(0, 2);
  const history = [row, ...(index % 3 === 0 ? others : others.slice(0, index % 2))];
  customers.set(row.customer.id, {
    id: row.customer.id,
    name: row.customer.name,
    title: "",
    tier: row.customer.tier,
    city: ["杭州", "上海", "成都", "广州"][index % 4],
    tags: index % 2 === 0 ? ["老客户", "注重时效"] : ["首次购买"],
    note: index === 0 ? "家里有老人，安装和维修尽量安排上午。" : "",
    dedicated_agent_id: null,
    dedicated_agent_name: null,
    identities: [
      { id: `p${index}`, kind: "phone", value: phone(index), verified: true },
      { id: `e${index}`, kind: "email", value: "z***@example.com", verified: index % 2 === 0 },
      { id: `v${index}`, kind: "visitor", value: `v_${row.id.slice(-6)}`, verified: false },
    ],
    orders:
      index % 5 === 4
        ? []
        : [
            {
              no: `QF26071100${32 + index}`,
              at: ago(86_400 * 3),
              status: "shipped",
              amount: "¥3,299.00",
              items: [
                { name: "清凉 1.5 匹变频挂机 KFR-35", qty: 1, price: "¥3,199.00" },
                { name: "安装辅材包", qty: 1, price: "¥100.00" },
              ],
              shipment: { company: "顺丰", no: `SF14${index}0087732`, status: "in_transit", eta: ahead(9000) },
            },
            {
              no: `QF25061800${11 + index}`,
              at: ago(86_400 * 400),
              status: "completed",
              amount: "¥129.00",
              items: [{ name: "抗菌滤网两片装", qty: 1, price: "¥129.00" }],
              shipment: null,
            },
          ],
    devices:
      index % 3 === 0
        ? [
            {
              model: "KFR-35GW",
              name: "客厅空调",
              serial: `SN2606${1000 + index}`,
              installed_on: "2025-06-12",
              warranty_until: "2031-06-12",
            },
          ]
        : [],
    conversations: history.map((item) => ({
      id: item.id,
      channel: item.channel,
      opened_at: item.opened_at,
      closed_at: item.closed_at,
      phase: item.phase,
      agent_name: item.agent?.name ?? null,
      subject: item.subject,
      score: item.phase === "closed" ? 5 - (index % 4) : null,
    })),
    open_matters: [
      { kind: "conversation", ref: row.id, title: row.subject, since: row.opened_at },
      ...(index % 2 === 0
        ? [{ kind: "order", ref: `QF26071100${32 + index}`, title: "订单在途，预计今天送达", since: ago(86_400) }]
        : []),
    ],
    merges:
      index === 0 ? [{ id: "merge-1", from_name: "访客 7F2A", at: ago(86_400 * 2), by: "王芳", undone: false }] : [],
    version: 1,
  });
}

stories.forEach(build);
[...rows.values()].forEach(customerOf);
count();

/** One very long conversation, to feel the scrolling. */
export function longThread(total) {
  const row = [...rows.values()].find((item) => item.customer.name === "沈女士");
  const list = threads.get(row.id);
  list.length = 0;
  for (let step = 0; step < total; step += 1) {
    const mine = step % 3 === 1;
    message(row.id, {
      author: mine
        ? { kind: "agent", id: "agent-1", name: "林晓雨" }
        : { kind: "customer", id: null, name: row.customer.name },
      text: `第 ${step + 1} 条：${"保养的安排再确认一下，".repeat(1 + (step % 4))}`,
      delivery: mine ? "read" : null,
      at: ago((total - step) * 95),
    });
  }
  bump(row, { last_seq: total, last_at: list.at(-1).at, unread: 0, waiting_since: null, due_at: null }, true);
  reads.set(row.id, { customer: total, agents: { "agent-1": total } });
}
