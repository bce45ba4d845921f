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

export interface Joining {
  /** say something to its agent alone */
  whisper: boolean;
  /** speak with the customer beside its agent */
  barge: boolean;
  /** stop that */
  leave: boolean;
  takeOver: boolean;
}

/** What I may do with a conversation now. */
export interface Rights {
  /** mine, and its customer can be answered: I may hand it back to the AI */
  own: boolean;
  /** answer the customer: mine, or I have joined its agent */
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
  /** have its question answered by several, in a room */
  room: boolean;
  /** a supervisor in somebody else's conversation: what they may do there */
  join: Joining;
}

/** `serving`: whether I take conversations at all. */
export function rightsOf(row: Row, session: Session, serving: boolean): Rights {
  const mine = row.agent !== null && row.agent.id === session.user.id;
  const waiting = row.phase === "queued" || row.phase === "offered";
  const own = mine && (row.phase === "with_agent" || row.phase === "snoozed");
  const joined = !mine && row.joined.some(({ id }) => id === session.user.id);
  const supervising = !mine && row.agent !== null && can(session, "floor.join");
  const live = supervising && row.phase === "with_agent";
  return {
    own,
    reply: own || joined,
    join: {
      whisper: live || (supervising && row.phase === "wrap_up"),
      barge: live && !joined,
      leave: joined,
      takeOver: serving && (live || (supervising && row.phase === "snoozed")),
    },
    steer: own || ((row.phase === "with_agent" || waiting) && can(session, "conversations.assign")),
    wrapUp: mine && row.phase === "wrap_up",
    wake: mine && row.phase === "snoozed",
    remind: row.phase !== "wrap_up",
    room: can(session, "cocreation.publish") && can(session, "conversations.read"),
    claim: !mine && serving && (waiting || row.phase === "bot") && can(session, "conversations.claim"),
  };
}
