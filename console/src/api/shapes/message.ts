export type AuthorKind = "customer" | "agent" | "bot" | "system";

export type MessageKind = "text" | "image" | "file" | "note" | "system";

export type Delivery = "accepted" | "sent" | "delivered" | "read" | "failed";

export type Params = Record<string, string | number>;

export interface Attachment {
  id: string;
  name: string;
  /** bytes */
  size: number;
  content_type: string;
  width: number | null;
  height: number | null;
  url: string;
}

/** A message's words in another language, as a model put them. */
export interface Translation {
  text: string;
  to: "zh-CN" | "en";
  model: string;
  at: string;
}

export interface Message {
  id: string;
  conversation_id: string;
  seq: number;
  /** seq of the previous message of the same audience, 0 for the first */
  prev: number;
  author: { kind: AuthorKind; id: string | null; name: string };
  kind: MessageKind;
  text: string;
  format: "plain" | "markdown";
  attachment: Attachment | null;
  /** what its words name: pictures of an article */
  files?: Attachment[];
  sources: { id: string; title: string }[];
  suggestions: string[];
  system: { code: string; params: Params } | null;
  client_id: string | null;
  channel: string | null;
  delivery: Delivery | null;
  /** what it answers to; empty text: that was taken back since */
  quote: {
    id: string;
    seq: number;
    author: { kind: AuthorKind; name: string };
    kind: MessageKind;
    text: string;
  } | null;
  /** taken back by who wrote it: the customer sees nothing of it any more */
  recalled: boolean;
  at: string;
}

/** What a supervisor said to the agent alone, after the message `seq`. */
export interface Whisper {
  id: string;
  conversation_id: string;
  seq: number;
  author_id: string;
  author_name: string;
  agent_id: string;
  text: string;
  client_id: string;
  at: string;
}

export interface Reads {
  customer: number;
  /** seq up to which the channel says it has reached the customer */
  delivered?: number;
  agents: Record<string, number>;
}

export interface MessagePage {
  items: Message[];
  next: string | null;
  read: Reads;
}
