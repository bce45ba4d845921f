// Dialogs over the open conversation, asked for from anywhere: its header, a key, the palette.
import type { Row, Session } from "@/api/types";
import { createStore, useRoute, useStore } from "@/design";
import { usePeople } from "@/features/people";
import { t } from "@/i18n";
import { useConversations } from "./data";
import { rightsOf } from "./detail";
import type { Rights } from "./detail";

export type OneDialog = "transfer" | "close" | "handback" | "later" | "room";

const asked = createStore<OneDialog | null>(null);

export const askDialog = (name: OneDialog | null): void => asked.set(name);
export const useAsked = (): OneDialog | null => useStore(asked);

export function possible(row: Row, rights: Rights): Record<OneDialog, boolean> {
  return {
    transfer: rights.steer,
    close: rights.steer && row.phase === "with_agent",
    handback: rights.own && row.phase === "with_agent",
    later: rights.remind,
    room: rights.room,
  };
}

/** The conversation that is open on the desk. */
export function useOpenRow(): Row | undefined {
  const { path } = useRoute();
  const id = path[0] === "desk" ? path[1] : undefined;
  return useConversations((state) => (id === undefined ? undefined : state.rows[id]));
}

/** What may be done now with the conversation that is open on the desk, by name. */
export function useOpenActions(session: Session): { name: OneDialog; label: string; customer: string }[] {
  const row = useOpenRow();
  const serving = usePeople((state) => state.meId !== null);
  if (row === undefined) return [];
  const may = possible(row, rightsOf(row, session, serving));
  const words: [OneDialog, string][] = [
    ["transfer", t("action.transfer")],
    ["close", t("action.close")],
    ["later", t("action.later")],
    ["handback", t("action.handback")],
    ["room", t("rooms.open")],
  ];
  return words.flatMap(([name, label]) => (may[name] ? [{ name, label, customer: row.customer.name }] : []));
}
