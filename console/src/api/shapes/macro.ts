import type { Row } from "./conversation";
import type { Params } from "./message";

interface Words {
  template_id?: string | null;
  text?: string;
}

/** One thing a macro does. */
export type Step =
  | ({ do: "say" } & Words)
  | ({ do: "insert" } & Words)
  | { do: "note"; text: string }
  | { do: "tag"; add?: string[]; remove?: string[] }
  | { do: "priority"; priority: number }
  | { do: "transfer"; queue_id: string; note: string }
  | { do: "close"; reason: string; codes?: string[]; survey?: boolean }
  | { do: "snooze"; minutes?: number | null; morning?: "tomorrow" | "monday" | null };

export interface Macro {
  id: string;
  name: string;
  /** typed after "/" */
  shortcut: string;
  /** with everybody of the tenant */
  shared: boolean;
  mine: boolean;
  owner: string;
  editable: boolean;
  version: number;
  used: number;
  steps: Step[];
}

export interface Macros {
  items: Macro[];
  /** of templates, by id */
  titles: Record<string, string>;
}

/** What a step comes to for one conversation. */
export interface Prepared {
  text: string;
  /** variables without a value */
  missing: string[];
  until: string | null;
}

export interface MacroPreview {
  version: number;
  steps: Prepared[];
  refused: { code: string; message: string; field: string | null; params: Params } | null;
}

export interface MacroRun {
  row: Row;
  insert: string | null;
  missing: string[];
}
