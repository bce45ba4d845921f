import type { Offer, Row } from "./conversation";
import type { AuthorKind, Delivery, Message, Whisper } from "./message";
import type { Problem } from "../http";
import type { Notice } from "./notice";
import type { AgentCard, QueueCard, Viewer } from "./people";

export type Frame =
  | { t: "welcome"; now: string; me: AgentCard | null; offers: Offer[] }
  | { t: "row"; row: Row }
  | { t: "message"; message: Message }
  | { t: "read"; conversation_id: string; who: { kind: AuthorKind; id: string | null }; seq: number }
  | { t: "delivery"; conversation_id: string; message_id: string; delivery: Delivery }
  | { t: "typing"; conversation_id: string; who: { kind: AuthorKind; id: string | null; name: string }; on: boolean }
  | { t: "viewers"; conversation_id: string; agents: Viewer[] }
  | { t: "agent"; agent: AgentCard }
  | { t: "queue"; queue: QueueCard }
  | { t: "offer"; offer: Offer }
  | { t: "offer_ended"; offer_id: string; how: "accepted" | "declined" | "timed_out" | "withdrawn" }
  | { t: "sent"; client_id: string; message: Message }
  | { t: "refused"; client_id: string; status: number; retry_after: number | null; error: Problem }
  | { t: "notice"; notice: Notice }
  | { t: "notices_read" }
  | { t: "recalled"; message: Message }
  | { t: "whisper"; whisper: Whisper }
  | { t: "understood"; conversation_id: string }
  | { t: "resync" }
  | { t: "rights" }
  | { t: "settings" }
  | { t: "pong" }
  | { t: "bye"; code: string };
