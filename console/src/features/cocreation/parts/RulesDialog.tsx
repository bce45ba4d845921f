import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import { useState } from "react";
import type { CocreationRules } from "@/api/cocreation";
import { Bones, Failed, sayDone, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { saveRules, useRules } from "../data";
import css from "./cocreation.module.css";

export function Sides({ value, onChange }: { value: string[]; onChange: (value: string[]) => void }) {
  return (
    <Select
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[",", "，", "、"]}
      style={{ width: "100%" }}
      value={value}
      placeholder={t("rooms.sides_hint")}
      onChange={onChange}
    />
  );
}

function Form({ rules, close }: { rules: CocreationRules; close: () => void }) {
  const [sides, setSides] = useState(rules.sides ?? []);
  const [minutes, setMinutes] = useState<number | null>(rules.minutes ?? 240);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const save = (): void => {
    if (minutes === null) return;
    setBusy(true);
    saveRules({ sides, minutes, version: rules.version ?? 0 })
      .then(
        () => {
          sayDone(t("rooms.rules_saved"));
          close();
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("rooms.rules")}
      okText={t("action.save")}
      okButtonProps={{ disabled: sides.length === 0 || minutes === null }}
      confirmLoading={busy}
      dirty={() => sides !== rules.sides || minutes !== rules.minutes}
      onOk={save}
      cancel={close}
    >
      <p className="muted">{t("rooms.rules_hint")}</p>
      <div className={css.fields}>
        <label>
          <span>{t("rooms.sides")}</span>
          <Sides value={sides} onChange={setSides} />
        </label>
        <label>
          <span>{t("rooms.minutes")}</span>
          <InputNumber min={10} max={10_080} precision={0} value={minutes} onChange={setMinutes} />
        </label>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}

/** What a new room of the house begins with. */
export function RulesDialog({ close }: { close: () => void }) {
  const query = useRules();
  if (query.data !== undefined) return <Form rules={query.data} close={close} />;
  return query.isError ? <Failed error={query.error} retry={() => void query.refetch()} /> : <Bones rows={2} />;
}
