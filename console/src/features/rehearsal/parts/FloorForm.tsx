import Button from "antd/es/button";
import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import { useState } from "react";
import type { FloorIn } from "@/api/rehearsal";
import { sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { setFloor, useFloor } from "../data";
import css from "./rehearsal.module.css";

const SHARES = ["least_alone", "most_wrong", "most_late"] as const;
const MODES = ["off", "warn", "refuse"] as const;

/** What a rehearsal must reach, and what becomes of a flow's version that did not. */
export function FloorForm({ writes }: { writes: boolean }) {
  const kept = useFloor().data;
  const [typed, setTyped] = useState<Partial<FloorIn>>({});
  if (kept === undefined) return null;
  const now = { ...kept, ...typed };
  const save = (): void => {
    setFloor(now)
      .then(() => {
        setTyped({});
        sayDone(t("rehearsal.floor_saved"));
      })
      .catch(sayError);
  };
  return (
    <div className={css.floor} role="group" aria-label={t("rehearsal.floor")}>
      {SHARES.map((name) => (
        <label key={name}>
          {t(`field.${name}`)}
          <InputNumber
            value={Math.round(now[name] * 1000) / 10}
            min={0}
            max={100}
            step={0.5}
            addonAfter="%"
            disabled={!writes}
            onChange={(value) => setTyped({ ...typed, [name]: Math.round((value ?? 0) * 10) / 1000 })}
          />
        </label>
      ))}
      <label>
        {t("rehearsal.mode")}
        <Select
          value={now.mode}
          disabled={!writes}
          style={{ minWidth: 200 }}
          options={MODES.map((value) => ({ value, label: tCode("rehearsal_mode", value) }))}
          onChange={(mode) => setTyped({ ...typed, mode })}
        />
      </label>
      {writes && (
        <Button disabled={Object.keys(typed).length === 0} onClick={save}>
          {t("action.save")}
        </Button>
      )}
    </div>
  );
}
