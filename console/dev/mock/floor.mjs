// The supervisor's floor of the little world: whispers, speaking beside an agent, states for a while, and figures of now.
import { agents, ago, id, queues } from "./people.mjs";
import { bump, message, rows, say } from "./world.mjs";

const me = agents[0];
const whispers = new Map();
const settings = { tell_monitored: true };
const displays = new Map();
const raised = [
  ["longest_wait", "queue-1", 40, 96, false],
  ["waiting", "queue-2", 400, 14, true],
].map(([code, queue_id, minutes, worst, over]) => ({
  id: id(),
  code,
  red: worst > 50,
  queue_id,
  agent_id: null,
  conversation_id: null,
  name: queues.find((queue) => queue.id === queue_id).name_zh,
  name_en: queues.find((queue) => queue.id === queue_id).name_en,
  bound: code === "waiting" ? 10 : 60,
  worst,
  raised_at: ago(minutes * 60),
  over_at: over ? ago(minutes * 60 - 300) : null,
  acknowledged_at: null,
  acknowledged_by: null,
}));

const figure = (code, zh, en, unit, better, target) => ({
  code,
  zh,
  en,
  unit,
  better,
  target,
  formula: code,
  measures: [],
  by_agent: true,
  zh_definition: zh,
  en_definition: en,
});
const kpis = [
  figure("offered", "人工呼入量", "Contacts offered", "count", "neither", null),
  figure("service_level", "服务水平", "Service level", "ratio", "up", 0.8),
  figure("speed_of_answer", "平均接起时长", "Average speed of answer", "seconds", "down", 30),
  figure("abandonment", "放弃率", "Abandonment rate", "ratio", "down", 0.05),
  figure("satisfaction", "满意度均分", "Satisfaction", "score", "up", 4.5),
];
const today = { offered: 214, service_level: 0.87, speed_of_answer: 18.4, abandonment: 0.034, satisfaction: 4.62 };
const day = () => new Date().toISOString().slice(0, 10);

const STATES = { ready: "idle", break: "break", offline: "offline" };
const live = () => ({
  now: new Date().toISOString(),
  zone: "Asia/Shanghai",
  queues: queues.map((queue) => ({ ...queue, today })),
  agents: {
    ready: agents.filter((agent) => agent.presence.state === "ready").length,
    connected: agents.filter((agent) => agent.connected).length,
    busy: agents.filter((agent) => agent.load > 0).length,
    on_break: agents.filter((agent) => agent.presence.state === "break").length,
    offline: agents.filter((agent) => agent.presence.state === "offline").length,
    in_hand: agents.reduce((sum, agent) => sum + agent.load, 0),
  },
  people: agents.map((agent) => ({
    id: agent.id,
    name: agent.name,
    team_id: agent.team_id,
    load: agent.load,
    capacity: agent.capacity,
    state: agent.load > 0 ? "talk" : STATES[agent.presence.state],
    reason: agent.presence.reason,
    since: agent.presence.since,
  })),
  alerts: [],
  today,
});

function system(key, code, params) {
  const full = message(key, {
    author: { kind: "system", id: null, name: "" },
    kind: "system",
    system: { code, params },
  });
  say({ t: "message", message: full }, key);
  bump(rows.get(key), { last_at: full.at, last_seq: full.seq });
}

/** Whatever is asked, a few rows of plausible figures. */
function board({ query }) {
  const by = query.get("by") ?? "day";
  const [since, until] = [query.get("from"), query.get("to")].map((when) => `${when}T00:00:00+08:00`);
  const hours = Array.from(
    { length: 13 },
    (_, hour) => `${query.get("to")}T${String(hour + 8).padStart(2, "0")}:00:00+08:00`,
  );
  const keys = { queue: queues.map((queue) => queue.id), agent: agents.map((agent) => agent.id), hour: hours }[by] ?? [
    since,
  ];
  const nameOf = (key) =>
    queues.find((one) => one.id === key)?.name_zh ?? agents.find((one) => one.id === key)?.name ?? "";
  const values = (index) => ({ ...today, offered: 8 + ((index * 7) % 19), handled: 6 + index, praised: index % 4 });
  const rows = keys.map((key, index) => ({ key, name: nameOf(key), name_en: nameOf(key), values: values(index) }));
  return {
    since,
    until,
    zone: "Asia/Shanghai",
    by,
    kpis: kpis.map((one) => one.code),
    rows,
    total: today,
    before: today,
  };
}

const agentOf = (key) => agents.find((agent) => agent.id === key);
function told(agent) {
  say({ t: "agent", agent: { ...agent } });
  return agent;
}
function give(agent, given) {
  const kept = {
    kind: "state",
    state: null,
    reason: null,
    skills: {},
    by_name: me.name,
    since: new Date().toISOString(),
  };
  agent.temporary = [...agent.temporary.filter((one) => one.kind !== given.kind), { ...kept, ...given }];
  return told(agent);
}
function enter(agent, state, reason) {
  const { version } = agent.presence;
  agent.presence = { ...agent.presence, state, reason, since: new Date().toISOString(), version: version + 1 };
}
function takeBack(key, kind) {
  const agent = agentOf(key);
  if (kind === "state" && agent.temporary.some((one) => one.kind === kind)) enter(agent, "ready", null);
  agent.temporary = agent.temporary.filter((one) => one.kind !== kind);
  return told(agent);
}

export const floorRoutes = [
  ["GET", "/conversations/:id/whispers", ({ params: [key] }) => ({ items: whispers.get(key) ?? [] })],
  [
    "POST",
    "/conversations/:id/whispers",
    ({ params: [key], body }) => {
      const { last_seq, agent } = rows.get(key);
      const about = { id: id(), conversation_id: key, seq: last_seq, agent_id: agent?.id ?? me.id };
      const whisper = { ...about, author_id: me.id, author_name: me.name, at: new Date().toISOString(), ...body };
      whispers.set(key, [...(whispers.get(key) ?? []), whisper]);
      say({ t: "whisper", whisper }, key);
      return whisper;
    },
  ],
  [
    "POST",
    "/conversations/:id/join",
    ({ params: [key] }) => {
      system(key, "supervisor_joined", { name: me.name });
      return bump(rows.get(key), { joined: [{ id: me.id, name: me.name }] });
    },
  ],
  [
    "POST",
    "/conversations/:id/leave",
    ({ params: [key] }) => {
      system(key, "supervisor_left", { name: me.name });
      return bump(rows.get(key), { joined: [] });
    },
  ],
  [
    "POST",
    "/conversations/:id/take-over",
    ({ params: [key] }) => {
      system(key, "taken_over", { name: me.name, agent: rows.get(key).agent.name });
      return bump(rows.get(key), { agent: { id: me.id, name: me.name }, joined: [] });
    },
  ],
  ["GET", "/floor/settings", () => settings],
  ["PUT", "/floor/settings", ({ body }) => Object.assign(settings, body)],
  [
    "PUT",
    "/floor/agents/:id/state",
    ({ params: [key], body }) => {
      enter(agentOf(key), body.state, body.reason ?? null);
      return give(agentOf(key), { ...body, reason: body.reason ?? null, kind: "state" });
    },
  ],
  ["PUT", "/floor/agents/:id/skills", ({ params: [key], body }) => give(agentOf(key), { ...body, kind: "skills" })],
  ["DELETE", "/floor/agents/:id/state", ({ params: [key] }) => takeBack(key, "state")],
  ["DELETE", "/floor/agents/:id/skills", ({ params: [key] }) => takeBack(key, "skills")],
  ["GET", "/insight/kpis", () => ({ items: kpis, zone: "Asia/Shanghai", today: day() })],
  ["GET", "/insight/live", live],
  ["GET", "/insight/board", board],
  ["GET", "/insight/drill", () => ({ items: [], next: null })],
  ["GET", "/insight/alerts", () => ({ items: [] })],
  ["GET", "/insight/raised", () => ({ items: raised, next: null })],
  [
    "POST",
    "/insight/raised/:id/acknowledge",
    ({ params: [key] }) =>
      Object.assign(
        raised.find((one) => one.id === key),
        { acknowledged_at: new Date().toISOString(), acknowledged_by: me.name },
      ),
  ],
  ["GET", "/insight/displays", () => ({ items: [...displays.values()] })],
  [
    "POST",
    "/insight/displays",
    ({ body }) => {
      const until = new Date(Date.now() + body.days * 86_400_000).toISOString();
      const display = { id: id(), name: body.name, hint: "mock", created_at: ago(0), expires_at: until };
      displays.set(display.id, display);
      return { display, token: "qfw_mock" };
    },
  ],
  ["DELETE", "/insight/displays/:id", ({ params: [key] }) => void displays.delete(key)],
];
