import Button from "antd/es/button";
import Input from "antd/es/input";
import Modal from "antd/es/modal";
import Select from "antd/es/select";
import { useState } from "react";
import type { BusinessSystem, BusinessTried } from "@/api/types";
import { Tag, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { trySystem } from "../data";
import css from "./flows.module.css";

/** One operation, called now, for real. */
export function SystemTry({ system, close }: { system: BusinessSystem; close: () => void }) {
  const [name, setName] = useState(system.operations[0]?.name ?? "");
  const [give, setGive] = useState<Record<string, string>>({});
  const [told, setTold] = useState<BusinessTried | null>(null);
  const [busy, setBusy] = useState(false);
  const operation = system.operations.find((one) => one.name === name);
  const run = (): void => {
    setBusy(true);
    trySystem(system.code, { operation: name, give, changes: operation?.changes ?? false })
      .then(setTold)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Modal open title={t("flows.try_system", { name: system.title })} footer={null} onCancel={close}>
      <div className={css.try}>
        <Select
          showSearch
          value={name}
          aria-label={t("flows.operation")}
          onChange={(next) => {
            setName(next);
            setTold(null);
          }}
          options={system.operations.map((one) => ({ value: one.name, label: `${one.name} ${one.summary ?? ""}` }))}
        />
        {(operation?.parameters ?? []).map((one) => (
          <label key={one.name} className={css.field}>
            <span>
              {one.name} <small className="muted">{one.about}</small>
            </span>
            <Input
              value={give[one.name] ?? ""}
              onChange={(event) => setGive({ ...give, [one.name]: event.target.value })}
            />
          </label>
        ))}
        {operation?.changes && <p className={css.warn}>{t("flows.real_hint")}</p>}
        <Button type="primary" danger={operation?.changes ?? false} loading={busy} onClick={run}>
          {t("flows.call_it")}
        </Button>
        {told !== null && (
          <div aria-live="polite">
            <Tag tone={told.error === "" && told.status < 400 ? "green" : "red"}>
              {told.error === "" ? String(told.status) : tCode("flow_error", told.error)}
            </Tag>{" "}
            {t("flows.ms", { n: told.milliseconds })}
            <pre>{JSON.stringify(told.data, null, 2)}</pre>
          </div>
        )}
      </div>
    </Modal>
  );
}
