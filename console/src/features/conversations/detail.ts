import { useQuery } from "@tanstack/react-query";
import { conversations as api } from "@/api/client";
import { queries } from "@/api/query";
import type { Detail, Row, Session } from "@/api/types";
import { can } from "@/features/session";
import { dispatch, useConversations } from "./data";

function keyOf(id: string): [string, string] {
  return ["conversation", id];
}

async function fetchDetail(id: string, signal: AbortSignal): Promise<Detail> {
  const detail = await api.detail(id, signal);
  dispatch({ t: "row", row: detail });
  // The customer panel starts from here instead of asking again.
  queries.setQueryData(["customer", detail.customer.id], detail.customer_panel);
  return detail;
}

export interface Opened {
  row: Row | undefined;
  detail: Detail | undefined;
  error: unknown;
  again: () => void;
}

/** The open conversation: its row stays live, its detail is fetched again whenever it changes hands or is rated. */
export function useOpened(id: string): Opened {
  const row = useConversations((state) => state.rows[id]);
  const answered = useConversations((state) =>
    state.threads[id]?.messages.findLast((message) => message.system?.code === "survey_done"),
  );
  const stage = row === undefined ? "" : `${row.phase}|${row.agent?.id ?? ""}|${answered?.seq ?? 0}`;
  const query = useQuery<Detail>({
    queryKey: [...keyOf(id), stage],
    queryFn: ({ signal }) => fetchDetail(id, signal),
    placeholderData: (before) => (before?.id === id ? before : undefined),
  });
  return { row, detail: query.data, error: query.isError ? query.error : null, again: () => void query.refetch() };
}

/** What I may do with a conversation now. */
export interface Rights {
  /** answer the customer, hand back to the AI */
  reply: boolean;
  /** pass on or close: mine, or anybody's for who may assign */
  steer: boolean;
  wrapUp: boolean;
  /** take it out of turn */
  claim: boolean;
  /** take up again what I have put aside */
  wake: boolean;
  /** be reminded of it, or put it aside */
  remind: boolean;
}

/** `serving`: whether I take conversations at all. */
export function rightsOf(row: Row, session: Session, serving: boolean): Rights {
  const mine = row.agent !== null && row.agent.id === session.user.id;
  const waiting = row.phase === "queued" || row.phase === "offered";
  const reply = mine && (row.phase === "with_agent" || row.phase === "snoozed");
  return {
    reply,
    steer: reply || ((row.phase === "with_agent" || waiting) && can(session, "conversations.assign")),
    wrapUp: mine && row.phase === "wrap_up",
    wake: mine && row.phase === "snoozed",
    remind: row.phase !== "wrap_up",
    claim: !mine && serving && (waiting || row.phase === "bot") && can(session, "conversations.claim"),
  };
}
