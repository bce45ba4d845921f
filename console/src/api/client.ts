// Every call of the console, one line each. Features reach the server through these and nothing else.
import { address, call, upload } from "./http";
import type { Query } from "./http";
import type {
  AgentCard,
  AlertRule,
  Attachment,
  Behind,
  Board,
  BoardQuery,
  Bootstrap,
  Customer,
  CustomerRow,
  Detail,
  Display,
  FloorChange,
  FloorSettings,
  Kpis,
  Live,
  Linked,
  Message,
  MessagePage,
  NoticePage,
  Offer,
  OpenChannel,
  OpenSession,
  Ping,
  Presence,
  Raised,
  RaisedQuery,
  Reminder,
  Row,
  RowPage,
  SavedFilters,
  SavedView,
  SecondFactor,
  SearchPage,
  Session,
  Template,
  View,
  WallShown,
  WebhookAttempt,
  WebhookDelivery,
  Whisper,
} from "./types";

type Signal = AbortSignal | undefined;
type Page<T> = { items: T[]; next: string | null };
const get = <T>(path: string, query?: Query, signal?: Signal) => call<T>("GET", path, { query, signal });
const post = <T>(path: string, body: unknown = {}) => call<T>("POST", path, { body });

export interface SendBody {
  client_id: string;
  kind: "text" | "image" | "file" | "note";
  text?: string;
  attachment_id?: string;
  mentions?: string[];
  /** id of the message it answers to */
  quote?: string;
}

export const session = {
  read: () => get<Session>("/session"),
  signIn: (email: string, password: string, code: string) => post<Session>("/session", { email, password, code }),
  signOut: () => call<{ go_to: string | null }>("DELETE", "/session"),
};

export const account = {
  sessions: (signal?: Signal) => get<{ items: OpenSession[] }>("/sessions", undefined, signal),
  endSession: (id: string) => call<void>("DELETE", `/sessions/${id}`),
  endOthers: () => call<{ ended: number }>("DELETE", "/sessions"),
  changePassword: (body: { current: string; password: string }) => post<{ ended: number }>("/session/password", body),
};

const FACTOR = "/session/second-factor";
export const factor = {
  read: (signal?: Signal) => get<SecondFactor>(FACTOR, undefined, signal),
  begin: (password: string) => post<{ uri: string }>(FACTOR, { password }),
  confirm: (code: string) => call<{ codes: string[] }>("PUT", FACTOR, { body: { code } }),
  renew: (password: string) => post<{ codes: string[] }>(`${FACTOR}/recovery`, { password }),
  remove: (password: string) => post<void>(`${FACTOR}/remove`, { password }),
};

export const desk = {
  bootstrap: (signal?: Signal) => get<Bootstrap>("/bootstrap", undefined, signal),
  setPresence: (body: { state: Presence["state"]; reason?: string; when: "now" | "after" }) =>
    call<Presence>("PUT", "/presence", { body }),
};

export const conversations = {
  list: (query: { view: View } & Query, signal?: Signal) => get<RowPage>("/conversations", query, signal),
  detail: (id: string, signal?: Signal) => get<Detail>(`/conversations/${id}`, undefined, signal),
  messages: (id: string, query: { before?: number; after?: number; limit?: number }, signal?: Signal) =>
    get<MessagePage>(`/conversations/${id}/messages`, query, signal),
  send: (id: string, body: SendBody) => post<Message>(`/conversations/${id}/messages`, body),
  recall: (id: string, messageId: string) => post<Message>(`/conversations/${id}/messages/${messageId}/recall`),
  retry: (id: string, messageId: string) => post<void>(`/conversations/${id}/messages/${messageId}/retry`),
  read: (id: string, seq: number) => post<void>(`/conversations/${id}/read`, { seq }),
  transfer: (id: string, body: { queue_id?: string; agent_id?: string; note: string }) =>
    post<Row>(`/conversations/${id}/transfer`, body),
  close: (id: string, body: { reason: string; codes: string[]; note?: string; survey: boolean }) =>
    post<Row>(`/conversations/${id}/close`, body),
  finish: (id: string, body: { codes: string[]; note?: string }) => post<Row>(`/conversations/${id}/finish`, body),
  handback: (id: string, body: { instruction?: string }) => post<Row>(`/conversations/${id}/handback`, body),
  snooze: (id: string, until: string) => post<Row>(`/conversations/${id}/snooze`, { until }),
  wake: (id: string) => post<Row>(`/conversations/${id}/wake`),
  tag: (id: string, tags: string[]) => call<Row>("PUT", `/conversations/${id}/tags`, { body: { tags } }),
  retag: (id: string, body: { add?: string[]; remove?: string[] }) =>
    call<Row>("PATCH", `/conversations/${id}/tags`, { body }),
  links: (id: string, signal?: Signal) => get<{ items: Linked[] }>(`/conversations/${id}/links`, undefined, signal),
  link: (id: string, other: string) => call<{ items: Linked[] }>("PUT", `/conversations/${id}/links/${other}`),
  unlink: (id: string, other: string) => call<{ items: Linked[] }>("DELETE", `/conversations/${id}/links/${other}`),
  claim: (id: string) => post<Row>(`/conversations/${id}/claim`),
  whispers: (id: string, signal?: Signal) =>
    get<{ items: Whisper[] }>(`/conversations/${id}/whispers`, undefined, signal),
  whisper: (id: string, body: { client_id: string; text: string }) =>
    post<Whisper>(`/conversations/${id}/whispers`, body),
  join: (id: string) => post<Row>(`/conversations/${id}/join`),
  leave: (id: string) => post<Row>(`/conversations/${id}/leave`),
  takeOver: (id: string, agent_id: string) => post<Row>(`/conversations/${id}/take-over`, { agent_id }),
  attach: (file: File, progress: (share: number) => void, signal?: Signal) =>
    upload<Attachment>("/attachments", file, progress, signal),
};

export const floor = {
  settings: (signal?: Signal) => get<FloorSettings>("/floor/settings", undefined, signal),
  setSettings: (body: FloorChange) => call<FloorSettings>("PUT", "/floor/settings", { body }),
  giveState: (id: string, body: { state: Presence["state"]; reason?: string; until: string | null }) =>
    call<AgentCard>("PUT", `/floor/agents/${id}/state`, { body }),
  giveSkills: (id: string, body: { skills: Record<string, number>; until: string }) =>
    call<AgentCard>("PUT", `/floor/agents/${id}/skills`, { body }),
  takeBack: (id: string, kind: "state" | "skills") => call<AgentCard>("DELETE", `/floor/agents/${id}/${kind}`),
};

export const notices = {
  list: (cursor: string | null, signal?: Signal) => get<NoticePage>("/notices", { cursor }, signal),
  read: (ids: string[] | null) => post<void>("/notices/read", { ids }),
  reminders: (signal?: Signal) => get<{ items: Reminder[] }>("/reminders", undefined, signal),
  remind: (id: string, at: string, text: string) => post<Reminder>(`/conversations/${id}/reminders`, { at, text }),
  forget: (id: string) => call<void>("DELETE", `/reminders/${id}`),
};

export interface ViewBody {
  name: string;
  shared: boolean;
  filters: SavedFilters;
}

export const views = {
  list: (signal?: Signal) => get<{ items: SavedView[] }>("/views", undefined, signal),
  keep: (body: ViewBody) => post<SavedView>("/views", body),
  change: (id: string, body: Partial<ViewBody>) => call<SavedView>("PATCH", `/views/${id}`, { body }),
  drop: (id: string) => call<void>("DELETE", `/views/${id}`),
};

export interface SearchQuery {
  q: string;
  view?: View;
  queue?: string;
  agent?: string;
  channel?: string;
  tag?: string;
  since?: string;
  before?: string;
  limit?: number;
}

/** Customers by who they are, conversations by what was said. */
export const search = (query: SearchQuery, signal?: Signal) => get<SearchPage>("/search", { ...query }, signal);

export const offers = {
  list: () => get<{ items: Offer[] }>("/offers"),
  accept: (id: string) => post<Row>(`/offers/${id}/accept`),
  decline: (id: string, reason: string) => post<void>(`/offers/${id}/decline`, { reason }),
};

export const customers = {
  search: (q: string, signal?: Signal) => get<Page<CustomerRow>>("/customers", { q }, signal),
  read: (id: string, signal?: Signal) => get<Customer>(`/customers/${id}`, undefined, signal),
  change: (id: string, body: Partial<Pick<Customer, "name" | "tier" | "tags" | "note">>) =>
    call<Customer>("PATCH", `/customers/${id}`, { body }),
  reveal: (id: string, identity: string) =>
    post<{ value: string }>(`/customers/${id}/reveal`, { identity_id: identity }),
  merge: (id: string, otherId: string) => post<{ merge_id: string }>(`/customers/${id}/merge`, { other_id: otherId }),
  undoMerge: (mergeId: string) => post<{ ok: boolean }>(`/customers/merges/${mergeId}/undo`),
};

export const templates = {
  search: (q: string, limit: number, signal?: Signal) => get<{ items: Template[] }>("/templates", { q, limit }, signal),
  render: (id: string, conversationId: string, locale: string) =>
    post<{ text: string; missing: string[] }>(`/templates/${id}/render`, { conversation_id: conversationId, locale }),
};

export const knowledge = {
  read: (id: string, signal?: Signal) =>
    get<{ id: string; title: string; body: string }>(`/knowledge/${id}`, undefined, signal),
};

export interface ChannelBody {
  name: string;
  url: string | null;
  events?: string[];
  turn_seconds?: number | null;
  quota?: { replies: number; hours: number } | null;
}

export const channels = {
  list: (signal?: Signal) => get<{ items: OpenChannel[] }>("/channels/open", undefined, signal),
  create: (body: ChannelBody) => post<{ id: string; secret: string }>("/channels/open", body),
  change: (id: string, body: Partial<ChannelBody> & { enabled?: boolean }) =>
    call<OpenChannel>("PATCH", `/channels/${id}`, { body }),
  rotate: (id: string) => post<{ id: string; secret: string }>(`/channels/${id}/secret`),
  createToken: (id: string, name: string) => post<{ id: string; token: string }>(`/channels/${id}/tokens`, { name }),
  revokeToken: (id: string, tokenId: string) => call<void>("DELETE", `/channels/${id}/tokens/${tokenId}`),
  test: (id: string) => post<Ping>(`/channels/${id}/test`),
  deliveries: (id: string, query: Query, signal?: Signal) =>
    get<Page<WebhookDelivery>>(`/channels/${id}/deliveries`, query, signal),
  attempts: (id: string, query: Query, signal?: Signal) =>
    get<Page<WebhookAttempt>>(`/channels/${id}/attempts`, query, signal),
  replayFailed: (id: string, since: string, until: string) =>
    post<{ replayed: number; left: number }>(`/channels/${id}/replay`, { since, until }),
  replay: (deliveryId: string) => post<WebhookDelivery>(`/deliveries/${deliveryId}/replay`),
};

export const insight = {
  kpis: (signal?: Signal) => get<Kpis>("/insight/kpis", undefined, signal),
  board: (query: BoardQuery, signal?: Signal) => get<Board>("/insight/board", { ...query }, signal),
  drill: (query: BoardQuery & { measure: string; key?: string; cursor?: string }, signal?: Signal) =>
    get<Page<Behind>>("/insight/drill", { ...query }, signal),
  live: (signal?: Signal) => get<Live>("/insight/live", undefined, signal),
  alerts: (signal?: Signal) => get<{ items: AlertRule[] }>("/insight/alerts", undefined, signal),
  raised: (query: RaisedQuery, cursor: string | null, signal?: Signal) =>
    get<Page<Raised>>("/insight/raised", { ...query, cursor }, signal),
  displays: (signal?: Signal) => get<{ items: Display[] }>("/insight/displays", undefined, signal),
  makeDisplay: (name: string, days: number) =>
    post<{ display: Display; token: string }>("/insight/displays", { name, days }),
  revokeDisplay: (id: string) => call<void>("DELETE", `/insight/displays/${id}`),
  wall: (token: string, signal?: Signal) => call<WallShown>("GET", "/wall", { bearer: token, signal }), // no session
  acknowledge: (id: string) => post<Raised>(`/insight/raised/${id}/acknowledge`),
  setAlerts: (items: Pick<AlertRule, "code" | "limit" | "enabled">[]) =>
    call<{ items: AlertRule[] }>("PUT", "/insight/alerts", { body: { items } }),
  exportUrl: (query: BoardQuery, format: "csv" | "xlsx", locale: string) =>
    address("/insight/export", { ...query, format, locale }),
};
