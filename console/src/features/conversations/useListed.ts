import { useEffect } from "react";
import type { Row } from "@/api/types";
import { loadList, showList, useConversations, useLoading } from "./data";
import { keyOf, orderOf } from "./rows";
import type { ListKey } from "./rows";

export interface Listed {
  /** null until they are known */
  rows: Row[] | null;
  error: unknown;
  again: () => void;
}

/** The rows of a list in its order, kept fresh as long as it is looked at. */
export function useListed(list: ListKey): Listed {
  const key = keyOf(list);
  // `list` is made anew with each drawing; its key tells when it is another.
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => showList(list), [key]);
  const known = useConversations((state) => state.views[key] !== undefined);
  const rows = useConversations((state) =>
    orderOf(state, list).flatMap((id) => (state.rows[id] === undefined ? [] : [state.rows[id]])),
  );
  const error = useLoading(key)?.error ?? null;
  return { rows: known ? rows : null, error, again: () => void loadList(list) };
}
