// What people keep beside the talks themselves: views of the list, and links between conversations.
import { agents, ahead, ago, id } from "./people.mjs";
import { bump, rows, say } from "./world.mjs";

const views = new Map();
const links = new Set();
const pair = (a, b) => [a, b].sort().join(" ");

/** Whether a row passes the filters of a query. */
export function meant(row, query) {
  const of = (name) => query.get(name);
  return (
    (!of("queue") || row.queue_id === of("queue")) &&
    (!of("agent") || row.agent?.id === of("agent")) &&
    (!of("channel") || row.channel === of("channel")) &&
    (!of("tag") || row.tags.includes(of("tag"))) &&
    (!of("tier") || row.customer.tier === of("tier")) &&
    (!of("emotion") || row.emotion === of("emotion")) &&
    (!of("unanswered") || row.waiting_since !== null)
  );
}

function shown(view) {
  const query = new URLSearchParams(Object.entries(view.filters).filter(([, value]) => value));
  const open = [...rows.values()].filter((row) => row.phase !== "closed" && meant(row, query));
  return { ...view, count: view.filters.view === "closed" ? null : open.length };
}

function linked(key) {
  const others = [...links].filter((two) => two.split(" ").includes(key)).map((two) => two.replace(key, "").trim());
  return { items: others.map((other) => ({ row: rows.get(other), by: agents[0].name, at: new Date().toISOString() })) };
}

const told = (kind, index, part) => ({
  id: id(),
  user_id: agents[0].id,
  kind,
  conversation_id: `0198f000-0000-7000-8000-${String(index).padStart(12, "0")}`,
  by_name: "",
  text: "",
  at: ago(60 * index * index),
  read: index > 4,
  ...part,
});
const notices = [
  told("mention", 3, { customer_name: "李先生", by_name: "赵敏", text: "@林晓雨 这位客户上个月也来过，你还记得吗？" }),
  told("woken", 4, { customer_name: "刘先生", text: "投诉升级：第三次上门没修好" }),
  told("assigned", 5, { customer_name: "陈小姐", by_name: "周主管", text: "老客户，点名找你" }),
  told("reminder", 6, { customer_name: "何先生", text: "问仓库配件到了没有" }),
];
const reminders = [];

export const keptRoutes = [
  ["GET", "/notices", () => ({ items: notices, unread: notices.filter((notice) => !notice.read).length, next: null })],
  [
    "POST",
    "/notices/read",
    ({ body }) => {
      for (const notice of notices) if (body.ids === null || body.ids.includes(notice.id)) notice.read = true;
      say({ t: "notices_read" });
    },
  ],
  ["GET", "/reminders", () => ({ items: reminders })],
  [
    "POST",
    "/conversations/:id/reminders",
    ({ params: [key], body }) => {
      const reminder = { id: id(), conversation_id: key, text: body.text, due_at: body.at };
      reminders.push(reminder);
      return reminder;
    },
  ],
  [
    "DELETE",
    "/reminders/:id",
    ({ params: [key] }) => void reminders.splice(0, reminders.length, ...reminders.filter((one) => one.id !== key)),
  ],
  [
    "POST",
    "/conversations/:id/snooze",
    ({ params: [key], body }) => bump(rows.get(key), { phase: "snoozed", snoozed_until: body.until, due_at: null }),
  ],
  [
    "POST",
    "/conversations/:id/wake",
    ({ params: [key] }) => bump(rows.get(key), { phase: "with_agent", snoozed_until: null, due_at: ahead(60) }),
  ],
  ["GET", "/views", () => ({ items: [...views.values()].map(shown) })],
  [
    "POST",
    "/views",
    ({ body }) => {
      const view = { id: id(), mine: true, owner: agents[0].name, ...body };
      views.set(view.id, view);
      return shown(view);
    },
  ],
  ["PATCH", "/views/:id", ({ params: [key], body }) => shown(Object.assign(views.get(key), body))],
  ["DELETE", "/views/:id", ({ params: [key] }) => void views.delete(key)],
  ["GET", "/conversations/:id/links", ({ params: [key] }) => linked(key)],
  ["PUT", "/conversations/:id/links/:id", ({ params: [key, other] }) => (links.add(pair(key, other)), linked(key))],
  [
    "DELETE",
    "/conversations/:id/links/:id",
    ({ params: [key, other] }) => (links.delete(pair(key, other)), linked(key)),
  ],
];
