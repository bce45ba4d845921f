// Channels, deliveries and parked events.
import { randomBytes } from "node:crypto";
import { ago, id } from "./people.mjs";
import { rows } from "./world.mjs";

export const refuse = (status, code, extra = {}) =>
  Object.assign(new Error(code), { status, body: { error: { code, message: code, ...extra } } });

const channels = [
  {
    id: "ch-1",
    name: "会员小程序",
    url: "https://mini.example.com/qingfeng/webhook",
    events: ["message.created", "conversation.updated"],
    created_at: ago(86_400 * 40),
    tokens: [
      { id: "tok-1", name: "生产环境", prefix: "qfo_9f3c", created_at: ago(86_400 * 40), last_used_at: ago(95) },
    ],
  },
];
const deliveries = Array.from({ length: 14 }, (_, index) => ({
  id: id(),
  channel_id: "ch-1",
  conversation_id: [...rows.keys()][index],
  type: index % 4 ? "message.created" : "conversation.updated",
  status: index === 2 || index === 9 ? "failed" : index === 0 ? "pending" : "sent",
  attempts: index === 2 || index === 9 ? 6 : 1,
  http_status: index === 2 ? 502 : index === 0 ? null : 200,
  error: index === 2 ? "Bad Gateway" : index === 9 ? "connect timeout after 10 s" : null,
  at: ago(60 + index * 340),
  next_at: null,
}));
const parked = [
  [
    "quality",
    "ConversationClosed",
    5,
    "ScorecardMissing: no scorecard for queue install\n  at quality/actions.py:88 score_conversation\n  at quality/subscribers.py:31 on_conversation_closed",
  ],
  ["insight", "MessageAppended", 5, "TimeoutError: topic model did not answer within 20 s"],
  ["care", "OrderDelayed", 8, "Conflict: journey delay-notice was paused while the event was handled"],
].map(([watcher, event_type, attempts, error], index) => ({
  id: id(),
  watcher,
  event_type,
  event_id: id(),
  attempts,
  error,
  at: ago(900 + index * 5200),
}));

export const adminRoutes = [
  ["GET", "/parked", () => ({ items: parked })],
  [
    "POST",
    "/parked/:id/replay",
    ({ params: [key] }) => {
      parked.splice(
        parked.findIndex((one) => one.id === key),
        1,
      );
    },
  ],
  ["GET", "/channels/open", () => ({ items: channels })],
  [
    "POST",
    "/channels/open",
    ({ body }) => {
      if (channels.some((one) => one.name === body.name)) throw refuse(409, "conflict", { field: "name" });
      const made = {
        id: id(),
        name: body.name,
        url: body.url,
        events: body.events,
        created_at: new Date().toISOString(),
        tokens: [],
      };
      channels.push(made);
      return made;
    },
  ],
  [
    "POST",
    "/channels/:id/tokens",
    ({ params: [key], body }) => {
      const token = `qfo_${randomBytes(24).toString("base64url")}`;
      const made = {
        id: id(),
        name: body.name,
        prefix: token.slice(0, 8),
        created_at: new Date().toISOString(),
        last_used_at: null,
      };
      channels.find((one) => one.id === key).tokens.push(made);
      return { id: made.id, token };
    },
  ],
  [
    "GET",
    "/channels/:id/deliveries",
    ({ params: [key], query }) => ({
      items: deliveries.filter(
        (one) => one.channel_id === key && (!query.get("status") || one.status === query.get("status")),
      ),
    }),
  ],
  [
    "POST",
    "/deliveries/:id/replay",
    ({ params: [key] }) => {
      Object.assign(
        deliveries.find((one) => one.id === key),
        { status: "pending", attempts: 1, error: null, http_status: null },
      );
    },
  ],
];
