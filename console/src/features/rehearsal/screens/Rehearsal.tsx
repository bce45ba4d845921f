import Segmented from "antd/es/segmented";
import { useState } from "react";
import { t } from "@/i18n";
import { Dialogues } from "../parts/Dialogues";
import { Runs } from "../parts/Runs";
import css from "../parts/rehearsal.module.css";

type Tab = "runs" | "dialogues";

/** Simulated customers against the house's bot: the rehearsals, and who plays in them. */
export function Rehearsal({ writes }: { writes: boolean }) {
  const [tab, setTab] = useState<Tab>("runs");
  return (
    <>
      <p className="muted">{t("rehearsal.about")}</p>
      <div className={css.tools}>
        <Segmented<Tab>
          value={tab}
          onChange={setTab}
          aria-label={t("rehearsal.title")}
          options={[
            { value: "runs", label: t("rehearsal.runs") },
            { value: "dialogues", label: t("rehearsal.dialogues") },
          ]}
        />
      </div>
      {tab === "runs" ? <Runs writes={writes} /> : <Dialogues writes={writes} />}
    </>
  );
}
