import Checkbox from "antd/es/checkbox";
import { AlarmClock, ArrowLeftRight, CheckCircle2, Tags, X } from "lucide-react";
import { useState } from "react";
import type { Row } from "@/api/types";
import { IconButton, composing, editing, useKeys } from "@/design";
import { t } from "@/i18n";
import { running, useJob } from "../../bulk";
import { choose, clearSelection } from "../../selection";
import { Dialogs } from "../dialogs/Dialogs";
import type { DialogName } from "../dialogs/Dialogs";
import css from "./bulk.module.css";

/** What may be done to the chosen rows; it stands in the place of the search field, so nothing moves. */
export function BulkBar({ list, rows, order }: { list: string; rows: Row[]; order: string[] }) {
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const busy = running(useJob());
  const all = rows.length === order.length;
  useKeys((event) => {
    if (event.key === "Escape" && dialog === null && editing(event.target) === null && !composing(event))
      clearSelection();
  });
  return (
    <div className={css.bar} role="toolbar" aria-label={t("bulk.toolbar")}>
      <Checkbox
        checked={all}
        indeterminate={!all}
        onChange={() => (all ? clearSelection() : choose(list, order))}
        aria-label={t("bulk.all")}
      />
      <span className={css.count} aria-live="polite">
        {t("bulk.chosen", { count: rows.length })}
      </span>
      <IconButton
        label={t("action.transfer")}
        icon={<ArrowLeftRight size={16} aria-hidden />}
        disabled={busy}
        onClick={() => setDialog("transfer")}
      />
      <IconButton
        label={t("bulk.tag")}
        icon={<Tags size={16} aria-hidden />}
        disabled={busy}
        onClick={() => setDialog("retag")}
      />
      <IconButton
        label={t("later.snooze")}
        icon={<AlarmClock size={16} aria-hidden />}
        disabled={busy}
        onClick={() => setDialog("later")}
      />
      <IconButton
        label={t("action.close")}
        icon={<CheckCircle2 size={16} aria-hidden />}
        disabled={busy}
        onClick={() => setDialog("close")}
      />
      <IconButton label={t("bulk.clear")} keys="Esc" icon={<X size={16} aria-hidden />} onClick={clearSelection} />
      {dialog && <Dialogs name={dialog} rows={rows} done={() => setDialog(null)} />}
    </div>
  );
}
