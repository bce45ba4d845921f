import InputNumber from "antd/es/input-number";
import Modal from "antd/es/modal";
import Switch from "antd/es/switch";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { FloorSettings } from "@/api/types";
import { Bones, Failed, sayDone, sayError, sentence } from "@/design";
import { t, tCode } from "@/i18n";
import { saveLimits, saveSettings, useFloorSettings, useRules } from "../data";
import type { AlertRule, FloorChange } from "../shapes";
import css from "./floor.module.css";

/** A ratio is set in percent. */
const scale = (rule: AlertRule): number => (rule.unit === "ratio" ? 100 : 1);

interface Setting {
  label: string;
  hint: string;
  value: number;
  most: number;
  unit: string;
  /** what the server says of it */
  wrong: string | null;
  change: (value: number) => void;
}

function Setting({ label, hint, value, most, unit, wrong, change }: Setting) {
  return (
    <label className={css.rule}>
      <span className={css.ruleWords}>
        {label}
        <small>{hint}</small>
        {wrong !== null && (
          <small className={css.wrong} role="alert">
            {wrong}
          </small>
        )}
      </span>
      <InputNumber
        size="small"
        className={css.limit}
        min={0}
        max={most}
        precision={0}
        value={value}
        suffix={unit}
        status={wrong === null ? "" : "error"}
        onChange={(next) => next !== null && change(next)}
      />
    </label>
  );
}

function Settings({
  now,
  refused,
  change,
}: {
  now: FloorSettings;
  refused: unknown;
  change: (part: FloorChange) => void;
}) {
  const wrong = (field: keyof FloorSettings): string | null =>
    refused instanceof ApiError && refused.field === field ? sentence(refused) : null;
  return (
    <>
      <label className={css.rule}>
        <Switch size="small" checked={now.tell_monitored} onChange={(tell_monitored) => change({ tell_monitored })} />
        <span className={css.ruleWords}>
          {t("floor.tell_monitored")}
          <small>{t("floor.tell_monitored_hint")}</small>
        </span>
      </label>
      <Setting
        label={t("floor.idle_minutes")}
        hint={t("floor.idle_minutes_hint")}
        value={now.idle_minutes}
        most={240}
        unit={tCode("alert.unit", "minutes")}
        wrong={wrong("idle_minutes")}
        change={(idle_minutes) => change({ idle_minutes })}
      />
      <Setting
        label={t("floor.sign_off_hours")}
        hint={t("floor.sign_off_hours_hint")}
        value={now.sign_off_hours}
        most={72}
        unit={t("floor.hours")}
        wrong={wrong("sign_off_hours")}
        change={(sign_off_hours) => change({ sign_off_hours })}
      />
    </>
  );
}

function Rule({ rule, change }: { rule: AlertRule; change: (next: AlertRule) => void }) {
  const name = tCode("alert.rule", rule.code);
  return (
    <div className={css.rule}>
      <Switch
        size="small"
        aria-label={name}
        checked={rule.enabled}
        onChange={(enabled) => change({ ...rule, enabled })}
      />
      <span>{name}</span>
      {rule.unit !== "none" && (
        <InputNumber
          size="small"
          aria-label={t("floor.limit_of", { name })}
          className={css.limit}
          disabled={!rule.enabled}
          min={rule.least * scale(rule)}
          max={rule.most * scale(rule)}
          value={Number((rule.limit * scale(rule)).toFixed(2))}
          suffix={rule.unit === "ratio" ? "%" : tCode("alert.unit", rule.unit)}
          onChange={(value) => value !== null && change({ ...rule, limit: value / scale(rule) })}
        />
      )}
    </div>
  );
}

/** How the floor is watched, and from which value on it tells what to look at. */
export function Limits({ close }: { close: () => void }) {
  const rules = useRules();
  const settings = useFloorSettings();
  const [changed, setChanged] = useState<Record<string, AlertRule>>({});
  const [chosen, setChosen] = useState<FloorChange>({});
  const [refused, setRefused] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const broken = [settings, rules].find((query) => query.isError && query.data === undefined);
  const save = (): void => {
    setBusy(true);
    setRefused(null);
    const limits = Object.values(changed);
    Promise.all([limits.length > 0 && saveLimits(limits), Object.keys(chosen).length > 0 && saveSettings(chosen)])
      .then(() => {
        sayDone(t("floor.saved"));
        close();
      })
      .catch((error: unknown) => {
        setRefused(error);
        if (!(error instanceof ApiError && error.field !== null && error.field in (settings.data ?? {})))
          sayError(error);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Modal
      open
      title={t("floor.settings")}
      onCancel={close}
      onOk={save}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: Object.keys({ ...changed, ...chosen }).length === 0 }}
    >
      {broken !== undefined && <Failed error={broken.error} retry={() => void broken.refetch()} />}
      {broken === undefined && (settings.data === undefined || rules.data === undefined) && <Bones rows={8} />}
      {settings.data && rules.data && (
        <>
          <Settings
            now={{ ...settings.data, ...chosen }}
            refused={refused}
            change={(part) => setChosen({ ...chosen, ...part })}
          />
          <h3 className={css.ruleHead}>{t("floor.limits")}</h3>
          {rules.data.map((known) => (
            <Rule
              key={known.code}
              rule={changed[known.code] ?? known}
              change={(rule) => setChanged({ ...changed, [rule.code]: rule })}
            />
          ))}
        </>
      )}
    </Modal>
  );
}
