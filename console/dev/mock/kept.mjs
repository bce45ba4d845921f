// What people keep beside the talks themselves: views of the list, and links between conversations.
import { agents, id } from "./people.mjs";
import { rows } from "./world.mjs";

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

export const keptRoutes = [
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
