import type { Row } from "./conversation";
import type { CustomerRow } from "./customer";
import type { AuthorKind, MessageKind } from "./message";

/** A conversation in which it was said, with the newest message in which it was. */
export interface Found {
  row: Row;
  hit: {
    id: string;
    seq: number;
    kind: MessageKind;
    author_kind: AuthorKind;
    author_name: string;
    at: string;
    /** the line in pieces; `hit`: what was asked for */
    parts: { text: string; hit: boolean }[];
  };
  hits: number;
}

export interface SearchPage {
  customers: CustomerRow[];
  conversations: Found[];
  /** only the newest messages were looked through */
  capped: boolean;
}
