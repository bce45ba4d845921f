import Button from "antd/es/button";
import Input from "antd/es/input";
import { useState } from "react";
import type { TableRow } from "@/api/types";
import { sayError } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t, tCode } from "@/i18n";
import { readTable } from "../hours";
import css from "./hours.module.css";

/** A table of holidays and exchanged days, pasted or from a file: read and shown before anything is taken over. */
export function HoursTable({ take, cancel }: { take: (rows: TableRow[]) => void; cancel: () => void }) {
  const [text, setText] = useState("");
  const [rows, setRows] = useState<TableRow[] | null>(null);
  const [busy, setBusy] = useState(false);
  const read = (given: string): void => {
    setText(given);
    setRows(null);
    if (given.trim() === "") return;
    setBusy(true);
    readTable(given)
      .then(setRows)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const good = rows?.filter((row) => row.error === null).length ?? 0;
  return (
    <Dialog
      dirty={() => text.trim() !== ""}
      title={t("hours.import")}
      okText={t("hours.import_take", { count: good })}
      okButtonProps={{ disabled: good === 0, loading: busy }}
      onOk={() => rows && take(rows)}
      cancel={cancel}
      width={560}
    >
      <p>{t("hours.import_text")}</p>
      <Input.TextArea
        rows={5}
        value={text}
        spellCheck={false}
        aria-label={t("hours.import")}
        placeholder={t("hours.import_sample")}
        onChange={(event) => setText(event.target.value)}
      />
      <p className={css.now}>
        <Button size="small" disabled={text.trim() === ""} loading={busy} onClick={() => read(text)}>
          {t("hours.import_read")}
        </Button>
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          aria-label={t("hours.import_file")}
          onChange={(event) => void event.target.files?.[0]?.text().then(read)}
        />
      </p>
      {rows !== null && (
        <ul className={css.rows}>
          {rows.map((row) => (
            <li key={row.line} data-wrong={row.error !== null || undefined}>
              <span>{row.day}</span>
              <span>{tCode("hours_kind", row.kind)}</span>
              <span>{row.note}</span>
              {row.error !== null && (
                <b>{t("hours.import_wrong", { line: row.line, why: tCode("errors", row.error) })}</b>
              )}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
