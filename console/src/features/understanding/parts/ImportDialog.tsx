import Button from "antd/es/button";
import Modal from "antd/es/modal";
import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { IntentImport, IntentLine } from "@/api/types";
import { sayDone, sentence } from "@/design";
import { t, tCode } from "@/i18n";
import { readText, takeIn } from "../data";
import { nameOf } from "../words";
import tables from "./tables.module.css";
import css from "./understanding.module.css";

function Plan({ plan, items }: { plan: IntentImport; items: IntentLine[] }) {
  return (
    <div aria-live="polite">
      <p>
        {t("intents.import_plan", { rows: plan.rows, added: plan.added, known: plan.known })}
        {plan.masked > 0 && <> {t("intents.masked", { count: plan.masked })}</>}
      </p>
      {plan.made.length > 0 && (
        <p>
          {t("intents.import_made", { count: plan.made.length, names: plan.made.slice(0, 8).join(t("list.comma")) })}
        </p>
      )}
      {plan.wrong > 0 && (
        <>
          <p className={css.refused} role="alert">
            {t("errors.import_refused", { lines: plan.wrong })}
          </p>
          <div className={tables.scroll}>
            <table className={tables.table}>
              <thead>
                <tr>
                  <th scope="col">{t("intents.import_row")}</th>
                  <th scope="col">{t("intents.import_column")}</th>
                  <th scope="col">{t("intents.import_wrong")}</th>
                </tr>
              </thead>
              <tbody>
                {plan.problems.map((one) => (
                  <tr key={`${one.row}/${one.column}/${one.code}`}>
                    <th scope="row" className="num">
                      {one.row}
                    </th>
                    <td>
                      {one.column} <small className="muted">{one.name}</small>
                    </td>
                    <td>
                      {tCode("intents_why", one.code, { intent: nameOf(items, one.intent) })}{" "}
                      {one.text !== "" && <q>{one.text}</q>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {plan.wrong > plan.problems.length && (
            <p className="muted">{t("intents.and_more", { count: plan.wrong - plan.problems.length })}</p>
          )}
        </>
      )}
    </div>
  );
}

/** Examples from a file: what it would do is shown first, with line and column of what is wrong; then whole or not at all. */
export function ImportDialog({ items, close }: { items: IntentLine[]; close: () => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [plan, setPlan] = useState<IntentImport | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const run = async (text: string, apply: boolean): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const found = await takeIn(text, apply);
      setPlan(found);
      if (!apply) return;
      sayDone(t("intents.imported", { count: found.added }));
      close();
    } catch (error) {
      setRefused(sentence(error));
      if (!apply) setPlan(null);
    } finally {
      setBusy(false);
    }
  };
  const pick = async (picked: File): Promise<void> => {
    const text = await readText(picked);
    setFile({ name: picked.name, text });
    await run(text, false);
  };
  return (
    <Modal
      open
      width={680}
      title={t("intents.import_title")}
      okText={t("intents.import")}
      cancelText={t("action.cancel")}
      okButtonProps={{ disabled: file === null || plan === null || plan.wrong > 0 || plan.added === 0 }}
      confirmLoading={busy}
      onOk={() => file !== null && void run(file.text, true)}
      onCancel={close}
    >
      <p className="muted">{t("intents.import_text")}</p>
      <Button icon={<Upload size={14} aria-hidden />} loading={busy} onClick={() => picker.current?.click()}>
        {file === null ? t("intents.import_pick") : file.name}
      </Button>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".csv,.tsv,.txt"
        aria-label={t("intents.import_pick")}
        onChange={(event) => {
          const picked = event.target.files?.[0];
          event.target.value = "";
          if (picked) void pick(picked);
        }}
      />
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
      {plan !== null && <Plan plan={plan} items={items} />}
    </Modal>
  );
}
