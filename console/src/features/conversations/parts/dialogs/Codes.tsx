import { Check } from "lucide-react";
import type { Reason } from "@/api/types";
import { named, t } from "@/i18n";
import css from "./dialogs.module.css";

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
