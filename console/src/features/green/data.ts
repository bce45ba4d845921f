// The green channel: urgent complaints that nobody has taken yet, and what calls for somebody who does.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { insight } from "@/api/client";
import type { Row, Session } from "@/api/types";
import { go, sayError } from "@/design";
import { claim, useListed } from "@/features/conversations";
import { chime, notify } from "@/features/offers";
import { usePeople } from "@/features/people";
import { can } from "@/features/session";
import { t } from "@/i18n";

const AGAIN_MS = 10_000;

/** How somebody is called who looks elsewhere. */
export interface Bell {
  chime: typeof chime;
  notify: typeof notify;
}

export const BELL: Bell = { chime, notify };

/** When somebody asked for help: since then the time runs, whoever it was offered to meanwhile. */
export const raisedAt = (row: Row): string => row.queued_at ?? row.waiting_since ?? row.opened_at;

/** Those on the green channel whom nobody has taken, the longest first. */
export function useGreen(): Row[] {
  const { rows } = useListed({ view: "waiting", q: "" });
  return (rows ?? []).filter((row) => row.green).toSorted((a, b) => raisedAt(a).localeCompare(raisedAt(b)));
}

/** The house may have it quiet: the rule that warns of the green channel also rings for it. */
function useRings(): boolean {
  const rules = useQuery({
    queryKey: ["insight", "alerts"],
    queryFn: async ({ signal }) => (await insight.alerts(signal)).items,
  });
  return rules.data?.find(({ code }) => code === "green")?.enabled ?? true;
}

/** Sounds, and tells outside of the page, for as long as anybody is left; each is told of once. */
export function useCall(rows: Row[], bell: Bell, open: (row: Row) => void): void {
  const rings = useRings();
  const calling = rings && rows.length > 0;
  const told = useRef(new Map<string, () => void>());
  const shown = useRef(open);
  useEffect(() => {
    shown.current = open;
  }, [open]);
  useEffect(() => {
    if (!calling) return undefined;
    bell.chime();
    const timer = setInterval(bell.chime, AGAIN_MS);
    return () => clearInterval(timer);
  }, [calling, bell]);
  useEffect(() => {
    const notices = told.current;
    for (const [id, takeBack] of notices) {
      if (rows.some((row) => row.id === id)) continue;
      takeBack();
      notices.delete(id);
    }
    if (!rings) return;
    for (const row of rows) {
      if (notices.has(row.id)) continue;
      const title = t("green.notice", { name: row.customer.name });
      notices.set(
        row.id,
        bell.notify(`qf-green-${row.id}`, title, row.subject, () => shown.current(row)),
      );
    }
  }, [rows, rings, bell]);
  useEffect(() => {
    const notices = told.current;
    return () => notices.forEach((takeBack) => takeBack());
  }, []);
}

/** Takes it and shows it. Refused when somebody was quicker. */
export function useTake(session: Session): { may: boolean; busy: string | null; take: (row: Row) => void } {
  const serving = usePeople((state) => state.meId !== null);
  const [busy, setBusy] = useState<string | null>(null);
  const take = (row: Row): void => {
    setBusy(row.id);
    claim(row.id)
      .then(() => go(`/desk/${row.id}?view=mine`))
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return { may: serving && can(session, "conversations.claim"), busy, take };
}
