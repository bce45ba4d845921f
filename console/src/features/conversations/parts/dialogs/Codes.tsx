import { Check } from "lucide-react";
import { useMemo } from "react";
import type { Reason, Row } from "@/api/types";
import { usePeople } from "@/features/people";
import { named, t } from "@/i18n";
import css from "./dialogs.module.css";

/** The wrap-up codes that fit a conversation: those of its queue, and those of every queue. */
export function useCodesOf(row: Row): Reason[] {
  const all = usePeople((state) => state.reasons.wrap_up);
  const queue = usePeople((state) => (row.queue_id ? state.queues[row.queue_id]?.code : undefined));
  return useMemo(() => all.filter((code) => !code.queue || code.queue === queue), [all, queue]);
}

/** Codes as chips: several may be chosen. */
export function Codes({
  reasons,
  chosen,
  change,
}: {
  reasons: Reason[];
  chosen: string[];
  change: (codes: string[]) => void;
}) {
  const toggle = (code: string): void =>
    change(chosen.includes(code) ? chosen.filter((item) => item !== code) : [...chosen, code]);
  return (
    <div className={css.codes} role="group" aria-label={t("wrap.codes")}>
      {reasons.map((reason) => (
        <button
          key={reason.code}
          type="button"
          aria-pressed={chosen.includes(reason.code)}
          onClick={() => toggle(reason.code)}
        >
          {chosen.includes(reason.code) && <Check size={12} aria-hidden />}
          {named(reason)}
        </button>
      ))}
    </div>
  );
}
