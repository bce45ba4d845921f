import Button from "antd/es/button";
import { Download } from "lucide-react";
import { useRef, useState } from "react";
import type { TablePlan, BroughtRow } from "@/api/types";
import { Bones, Tag, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { bringIn, readTable, saveFaults } from "../../customerFiles";
import type { Columns } from "../../customerFiles";
import css from "../settings.module.css";
import { ColumnTable } from "./ColumnTable";
import { FileHead } from "./FileHead";
import own from "./archive.module.css";

const TONES = { new: "green", changed: "brand", same: "plain", wrong: "red" } as const;

function about({ what, field, error, message, changed }: BroughtRow): string {
  if (what !== "wrong") return changed.map((one) => tCode("customer_field", one)).join(t("list.comma"));
  const name = field ? tCode("customer_field", field) : "";
  const why = tCode("errors", error ?? "", { field: name }, message ?? "");
  return name === "" || why.includes(name) ? why : `${name}: ${why}`;
}

function Rows({ plan }: { plan: TablePlan }) {
  return (
    <>
      <p className={own.sum} role="status">
        {(["new", "changed", "same", "wrong"] as const)
          .filter((what) => (plan.counts[what] ?? 0) > 0)
          .map((what) => (
            <span key={what}>
              <Tag tone={TONES[what]}>{tCode("pack_what", what)}</Tag> <b className="num">{plan.counts[what]}</b>
            </span>
          ))}
      </p>
      <ol className={own.items}>
        {plan.items.slice(0, 100).map((item) => (
          <li key={item.row} data-wrong={item.what === "wrong" || undefined}>
            <span>{t("customer_files.row", { row: item.row })}</span>
            <span className="cut">
              {tCode("pack_what", item.what)} {item.name}
            </span>
            <span>{about(item)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** Customers from a table: which column holds what, what would become of each row; then those that are right come in. */
export function TablePart() {
  const asked = useRef(0);
  const [file, setFile] = useState<File | null>(null);
  const [plan, setPlan] = useState<TablePlan | null>(null);
  const [busy, setBusy] = useState(false);
  const read = async (next: File, columns: Columns | null): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    setBusy(true);
    try {
      const found = await readTable(next, columns);
      if (mine === asked.current) setPlan(found);
    } catch (error) {
      if (mine === asked.current) sayError(error);
    } finally {
      if (mine === asked.current) setBusy(false);
    }
  };
  const write = async (): Promise<void> => {
    if (file === null || plan === null) return;
    setBusy(true);
    try {
      const { counts } = await bringIn(file, plan.columns);
      sayDone(t("customer_files.imported", { count: (counts.new ?? 0) + (counts.changed ?? 0) }));
      await read(file, plan.columns);
    } catch (error) {
      sayError(error);
    } finally {
      setBusy(false);
    }
  };
  const count = (plan?.counts.new ?? 0) + (plan?.counts.changed ?? 0);
  return (
    <section className={css.part}>
      <FileHead
        text={t("customer_files.import_text")}
        accept=".csv,.xlsx,text/csv"
        take={(picked) => {
          setFile(picked);
          setPlan(null);
          void read(picked, null);
        }}
      />
      {file !== null && (
        <p className={own.file}>
          <b>{file.name}</b>
        </p>
      )}
      {busy && plan === null && <Bones rows={4} />}
      {plan !== null && file !== null && (
        <>
          <ColumnTable plan={plan} choose={(columns) => void read(file, columns)} />
          {plan.problem === null ? <Rows plan={plan} /> : <p role="alert">{tCode("errors", plan.problem)}</p>}
          <div className={own.foot}>
            <Button
              type="primary"
              disabled={plan.problem !== null || count === 0}
              loading={busy}
              onClick={() => void write()}
            >
              {t("customer_files.take", { count })}
            </Button>
            {(plan.counts.wrong ?? 0) > 0 && (
              <Button
                icon={<Download size={14} aria-hidden />}
                onClick={() => void saveFaults(file, plan.columns).catch(sayError)}
              >
                {t("customer_files.faults", { count: plan.counts.wrong ?? 0 })}
              </Button>
            )}
            {plan.problem === null && count === 0 && <span className="muted">{t("archive.nothing")}</span>}
          </div>
        </>
      )}
    </section>
  );
}
