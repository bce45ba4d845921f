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
    enabled: true,
    url: "https://mini.example.com/qingfeng/webhook",
    events: ["message.created", "conversation.updated"],
    turn_seconds: null,
    quota: null,
    tokens: [{ id: "tok-1", name: "生产环境", hint: "9f3c", created_at: ago(86_400 * 40), revoked_at: null }],
    waiting: 1,
    failed: 2,
  },
];
const deliveries = Array.from({ length: 14 }, (_, index) => ({
  id: id(),
  channel_id: "ch-1",
  conversation_id: [...rows.keys()][index],
  message_id: id(),
  seq: 3 + index,
  event: index % 4 ? "message.created" : "conversation.updated",
  status: index === 2 || index === 9 ? "failed" : index === 0 ? "accepted" : "sent",
  attempts: index === 2 || index === 9 ? 6 : 1,
  last_status: index === 2 ? 502 : index === 0 || index === 9 ? null : 200,
  last_error: index === 2 ? "Bad Gateway" : index === 9 ? "connect timeout after 10 s" : null,
  next_at: null,
  created_at: ago(60 + index * 340),
  updated_at: ago(60 + index * 340),
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

const one = (key) => channels.find((found) => found.id === key);

export const adminRoutes = [
  ["GET", "/parked", () => ({ items: parked, next: null, sources: [] })],
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
      const made = {
        enabled: true,
        url: null,
        events: [],
        turn_seconds: null,
        quota: null,
        ...body,
        id: id(),
        tokens: [],
        waiting: 0,
        failed: 0,
      };
      channels.push(made);
      return { id: made.id, secret: randomBytes(32).toString("hex") };
    },
  ],
  ["PATCH", "/channels/:id", ({ params: [key], body }) => Object.assign(one(key), body)],
  ["POST", "/channels/:id/secret", ({ params: [key] }) => ({ id: key, secret: randomBytes(32).toString("hex") })],
  ["POST", "/channels/:id/test", () => ({ ok: true, status: 204, error: null, milliseconds: 83 })],
  [
    "POST",
    "/channels/:id/tokens",
    ({ params: [key], body }) => {
      const token = `qfo_${randomBytes(24).toString("base64url")}`;
      const made = { id: id(), name: body.name, hint: token.slice(-4), created_at: ago(0), revoked_at: null };
      one(key).tokens.push(made);
      return { id: made.id, token };
    },
  ],
  [
    "DELETE",
    "/channels/:id/tokens/:id",
    ({ params: [key, token] }) => {
      one(key).tokens.find((found) => found.id === token).revoked_at = ago(0);
    },
  ],
  [
    "GET",
    "/channels/:id/deliveries",
    ({ params: [key], query }) => ({
      items: deliveries.filter(
        (found) => found.channel_id === key && (!query.get("status") || found.status === query.get("status")),
      ),
      next: null,
    }),
  ],
  [
    "POST",
    "/deliveries/:id/replay",
    ({ params: [key] }) =>
      Object.assign(
        deliveries.find((found) => found.id === key),
        { status: "accepted", attempts: 1, last_error: null, last_status: null },
      ),
  ],
];
