import { GitMerge, Undo2 } from "lucide-react";
import { useState } from "react";
import type { Customer } from "@/api/types";
import { Ago, IconButton, sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { undoMerge } from "../data";
import css from "./panel.module.css";

/** Merges of this customer, each of which can be undone. */
export function Merges({ customer }: { customer: Customer }) {
  const [busy, setBusy] = useState<string | null>(null);
  const may = can(useSession(), "customers.merge");
  const undo = (id: string, name: string): void => {
    setBusy(id);
    undoMerge(customer.id, id)
      .then(() => sayDone(t("merge.undone", { name })))
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <ul className={css.lines}>
      {customer.merges.map((merge) => (
        <li key={merge.id}>
          <span data-undone={merge.undone || undefined}>
            <GitMerge size={13} aria-hidden />
            <span className="cut" title={t("merge.by", { name: merge.by })}>
              {merge.undone
                ? t("merge.was_undone", { name: merge.from_name })
                : t("merge.line", { name: merge.from_name })}
            </span>
            <Ago at={merge.at} />
            {!merge.undone && may && (
              <IconButton
                label={t("merge.undo")}
                icon={<Undo2 size={13} aria-hidden />}
                disabled={busy === merge.id}
                onClick={() => undo(merge.id, merge.from_name)}
              />
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
