import Input from "antd/es/input";
import Select from "antd/es/select";
import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { useReasons, useWrapUpCodes } from "@/features/people";
import { named, t } from "@/i18n";
import { close } from "../../actions";
import { Codes } from "./Codes";
import type { DialogProps } from "./Dialogs";
import { SurveyChoice } from "./SurveyChoice";
import { useRows } from "./useRows";
import css from "./dialogs.module.css";

export default function Close({ rows, done }: DialogProps) {
  const name = rows[0]?.customer.name ?? "";
  const many = rows.length > 1;
  const queues = new Set(rows.map((row) => row.queue_id));
  const reasons = useReasons("close");
  const wrapCodes = useWrapUpCodes(queues.size === 1 ? (rows[0]?.queue_id ?? null) : null);
  const [reason, setReason] = useState<string | null>(reasons[0]?.code ?? null);
  const [codes, setCodes] = useState<string[]>([]);
  const [note, setNote] = useState("");
  const [survey, setSurvey] = useState(true);
  const { busy, run } = useRows(rows, "close", done, t("close.done", { name }));
  const submit = (): void => {
    if (reason === null) return;
    const body = { reason, codes, note: note.trim(), survey };
    run(async (row) => ({ after: await close(row.id, body), back: null }));
  };
  return (
    <Dialog
      dirty={() => note.trim() !== "" || codes.length > 0}
      title={many ? t("close.title_many", { count: rows.length }) : t("close.title", { name })}
      cancel={done}
      onOk={submit}
      okText={t("action.close")}
      okButtonProps={{ disabled: reason === null, loading: busy }}
      width={480}
    >
      <div className={css.form}>
        {many && <p className="muted">{t("close.many_hint")}</p>}
        <label className={css.label}>
          {t("close.reason")}
          <Select
            value={reason}
            onChange={setReason}
            options={reasons.map((item) => ({ value: item.code, label: named(item) }))}
          />
        </label>
        <div className={css.field}>
          {t("close.codes")}
          <Codes reasons={wrapCodes} chosen={codes} change={setCodes} />
        </div>
        <label className={css.label}>
          {t("close.note")}
          <Input.TextArea
            value={note}
            onChange={(event) => setNote(event.target.value)}
            autoSize={{ minRows: 2, maxRows: 6 }}
            placeholder={t("close.note_placeholder")}
          />
        </label>
        <SurveyChoice rows={rows} chosen={survey} change={setSurvey} />
      </div>
    </Dialog>
  );
}
