import InputNumber from "antd/es/input-number";
import Modal from "antd/es/modal";
import Switch from "antd/es/switch";
import { useState } from "react";
import { Bones, Failed, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { saveLimits, saveSettings, useFloorSettings, useRules } from "../data";
import type { AlertRule } from "../shapes";
import css from "./floor.module.css";

/** A ratio is set in percent. */
const scale = (rule: AlertRule): number => (rule.unit === "ratio" ? 100 : 1);

/** From which value on the floor tells what to look at. */
export function Limits({ close }: { close: () => void }) {
  const query = useRules();
  const [changed, setChanged] = useState<Record<string, AlertRule>>({});
  const settings = useFloorSettings();
  const [told, setTold] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const save = (): void => {
    setBusy(true);
    const rules = Object.values(changed);
    Promise.all([rules.length > 0 && saveLimits(rules), told !== null && saveSettings({ tell_monitored: told })])
      .then(() => {
        sayDone(t("floor.saved"));
        close();
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const change = (rule: AlertRule): void => setChanged({ ...changed, [rule.code]: rule });
  return (
    <Modal
      open
      title={t("floor.settings")}
      onCancel={close}
      onOk={save}
      okText={t("action.save")}
      cancelText={t("action.cancel")}
      okButtonProps={{ loading: busy, disabled: Object.keys(changed).length === 0 && told === null }}
    >
      {settings.data && (
        <label className={css.rule}>
          <Switch size="small" checked={told ?? settings.data.tell_monitored} onChange={setTold} />
          <span className={css.ruleWords}>
            {t("floor.tell_monitored")}
            <small>{t("floor.tell_monitored_hint")}</small>
          </span>
        </label>
      )}
      <h3 className={css.ruleHead}>{t("floor.limits")}</h3>
      {query.isPending && <Bones rows={6} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.map((known) => {
        const rule = changed[known.code] ?? known;
        const name = tCode("alert.rule", rule.code);
        return (
          <div key={rule.code} className={css.rule}>
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
      })}
    </Modal>
  );
}
