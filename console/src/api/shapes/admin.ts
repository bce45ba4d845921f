export interface Template {
  id: string;
  code: string;
  category: string;
  title: string;
  shortcut: string;
  body: string;
  body_en: string;
}

export interface ParkedEvent {
  id: string;
  watcher: string;
  event_type: string;
  event_id: string;
  attempts: number;
  error: string;
  at: string;
}

export interface OpenToken {
  id: string;
  name: string;
  prefix: string;
  created_at: string;
  last_used_at: string | null;
}

export interface OpenChannel {
  id: string;
  name: string;
  url: string;
  events: string[];
  created_at: string;
  tokens: OpenToken[];
}

export interface WebhookDelivery {
  id: string;
  channel_id: string;
  conversation_id: string | null;
  type: string;
  status: "pending" | "sent" | "failed";
  attempts: number;
  http_status: number | null;
  error: string | null;
  at: string;
  next_at: string | null;
}
