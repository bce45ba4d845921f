import Button from "antd/es/button";
import { useRef, useState } from "react";
import type { ArchivePlan } from "@/api/types";
import { Bones, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { importArchive, kindsIn, readArchive } from "../../archive";
import type { ArchiveBody } from "../../archive";
import css from "../settings.module.css";
import { FileHead } from "./FileHead";
import { KindBoxes } from "./KindBoxes";
import { Plan } from "./Plan";
import own from "./archive.module.css";

interface Chosen {
  name: string;
  /** what the file holds of what may be read here */
  held: string[];
  body: ArchiveBody;
}

/** A file is read and shown, fault by fault, before anything is written; then it is brought in whole. */
export function ImportPart({ allowed }: { allowed: string[] }) {
  const asked = useRef(0);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [plan, setPlan] = useState<ArchivePlan | null>(null);
  const [busy, setBusy] = useState(false);
  const look = async (next: Chosen): Promise<void> => {
    asked.current += 1;
    const mine = asked.current;
    setChosen(next);
    setPlan(null);
    if (next.body.kinds?.length === 0) return;
    setBusy(true);
    try {
      const found = await readArchive(next.body);
      if (mine === asked.current) setPlan(found);
    } catch (error) {
      if (mine === asked.current) {
        sayError(error);
        if (next.held.length === 0) setChosen(null);
      }
    } finally {
      if (mine === asked.current) setBusy(false);
    }
  };
  const take = async (picked: File): Promise<void> => {
    const text = await picked.text();
    const kinds = kindsIn(text, allowed);
    await look({ name: picked.name, held: kinds ?? [], body: { text, kinds } });
  };
  const write = async (): Promise<void> => {
    if (chosen === null || plan === null) return;
    setBusy(true);
    try {
      const { counts } = await importArchive(chosen.body, plan);
      sayDone(t("archive.imported", { count: (counts.new ?? 0) + (counts.changed ?? 0) }));
      setChosen(null);
      setPlan(null);
    } catch (error) {
      sayError(error);
      await look(chosen);
    } finally {
      setBusy(false);
    }
  };
  const count = (plan?.counts.new ?? 0) + (plan?.counts.changed ?? 0);
  return (
    <section className={css.part}>
      <FileHead text={t("archive.import_text")} accept=".json,application/json" take={(picked) => void take(picked)} />
      {chosen !== null && (
        <>
          <p className={own.file}>
            <b>{chosen.name}</b> {plan && <span className="muted">{t("archive.from", { house: plan.house })}</span>}
          </p>
          {chosen.held.length > 0 && (
            <KindBoxes
              kinds={chosen.held.map((kind) => ({ kind }))}
              chosen={chosen.body.kinds ?? chosen.held}
              choose={(kinds) => void look({ ...chosen, body: { ...chosen.body, kinds } })}
            />
          )}
        </>
      )}
      {busy && plan === null && <Bones rows={4} />}
      {plan !== null && chosen !== null && (
        <>
          <Plan plan={plan} />
          <div className={own.foot}>
            <Button type="primary" disabled={!plan.good || count === 0} loading={busy} onClick={() => void write()}>
              {t("archive.take", { count })}
            </Button>
            {plan.good && count === 0 && <span className="muted">{t("archive.nothing")}</span>}
          </div>
        </>
      )}
    </section>
  );
}
