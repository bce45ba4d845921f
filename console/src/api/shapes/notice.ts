export type NoticeKind =
  | "mention"
  | "assigned"
  | "woken"
  | "reminder"
  | "whisper"
  | "taken_over"
  | "alert"
  | "article_approved"
  | "article_returned"
  | "article_due"
  | "room_mention"
  | "room_invited"
  | "room_voided";

/** What one person is told about a conversation. */
export interface Notice {
  id: string;
  user_id: string;
  kind: NoticeKind;
  /** null: an alert that is about no conversation */
  conversation_id: string | null;
  customer_name: string;
  /** who caused it; empty when time did; of an alert the code of its rule */
  by_name: string;
  text: string;
  at: string;
  read: boolean;
  article_id: string | null;
  room_id: string | null;
}

export interface NoticePage {
  items: Notice[];
  /** at most a hundred */
  unread: number;
  next: string | null;
}

export interface Reminder {
  id: string;
  conversation_id: string;
  text: string;
  due_at: string;
}
