import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { retagOne } from "../../actions";
import { TagField } from "../about/TagField";
import type { DialogProps } from "./Dialogs";
import { useRows } from "./useRows";
import css from "./dialogs.module.css";

/** Gives tags to many conversations and takes some away. */
export default function Retag({ rows, done }: DialogProps) {
  const [add, setAdd] = useState<string[]>([]);
  const [remove, setRemove] = useState<string[]>([]);
  const { busy, run } = useRows(rows, "tag", done, t("bulk.tag.done", { count: 1 }));
  const present = [...new Set(rows.flatMap((row) => row.tags))];
  return (
    <Dialog
      dirty={() => add.length + remove.length > 0}
      title={t("bulk.tag.title", { count: rows.length })}
      cancel={done}
      onOk={() => run((row) => retagOne(row, add, remove))}
      okText={t("action.save")}
      okButtonProps={{ disabled: add.length + remove.length === 0, loading: busy }}
      width={480}
    >
      <div className={css.form}>
        <div className={css.field}>
          {t("bulk.tag.add")}
          <TagField label={t("bulk.tag.add")} value={add} change={setAdd} />
        </div>
        {present.length > 0 && (
          <div className={css.field}>
            {t("bulk.tag.remove")}
            <TagField label={t("bulk.tag.remove")} value={remove} change={setRemove} among={present} />
          </div>
        )}
      </div>
    </Dialog>
  );
}
