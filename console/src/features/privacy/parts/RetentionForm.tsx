import Button from "antd/es/button";
import InputNumber from "antd/es/input-number";
import Modal from "antd/es/modal";
import Select from "antd/es/select";
import { useState } from "react";
import type { Retention } from "@/api/types";
import { sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { keep } from "../data";
import css from "./privacy.module.css";

type Part = keyof Retention;
const LEAST: Record<Part, number> = { messages_days: 30, files_days: 30, audit_days: 180 };
const MOST = 3650;

/** Whether something is kept for a shorter time than before: then things are deleted that are there now. */
export function shortens(before: Retention, after: Retention): boolean {
  return (Object.keys(LEAST) as Part[]).some((part) => (after[part] ?? Infinity) < (before[part] ?? Infinity));
}

function Row({ part, days, change }: { part: Part; days: number | null; change: (days: number | null) => void }) {
  const name = { messages_days: t("privacy.messages"), files_days: t("privacy.files"), audit_days: t("privacy.audit") };
  const hint = {
    messages_days: t("privacy.messages_hint"),
    files_days: t("privacy.files_hint"),
    audit_days: t("privacy.audit_hint"),
  };
  return (
    <div className={css.row}>
      <div>
        <b>{name[part]}</b>
        <small>{hint[part]}</small>
      </div>
      <Select
        aria-label={name[part]}
        value={days === null ? "ever" : "days"}
        options={[
          { value: "ever", label: t("privacy.for_ever") },
          { value: "days", label: t("privacy.for_days") },
        ]}
        onChange={(how) => change(how === "ever" ? null : Math.max(365, LEAST[part]))}
      />
      {days !== null && (
        <InputNumber
          aria-label={t("privacy.days_of", { what: name[part] })}
          min={LEAST[part]}
          max={MOST}
          precision={0}
          value={days}
          suffix={t("privacy.days")}
          onChange={(value) => change(value ?? LEAST[part])}
        />
      )}
    </div>
  );
}

/** How long the house keeps what. Shortening asks first: it deletes at once. */
export function RetentionForm({ kept }: { kept: Retention }) {
  const [next, setNext] = useState(kept);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const same = (Object.keys(LEAST) as Part[]).every((part) => next[part] === kept[part]);
  const save = (): void => {
    setBusy(true);
    keep(next)
      .then(() => sayDone(t("privacy.retention_saved")))
      .catch(sayError)
      .finally(() => {
        setBusy(false);
        setAsking(false);
      });
  };
  return (
    <>
      {(Object.keys(LEAST) as Part[]).map((part) => (
        <Row key={part} part={part} days={next[part]} change={(days) => setNext({ ...next, [part]: days })} />
      ))}
      <Button
        type="primary"
        disabled={same}
        loading={busy}
        onClick={() => (shortens(kept, next) ? setAsking(true) : save())}
      >
        {t("action.save")}
      </Button>
      {asking && (
        <Modal
          open
          title={t("privacy.shorten")}
          okText={t("privacy.shorten_yes")}
          cancelText={t("action.cancel")}
          okButtonProps={{ danger: true, loading: busy }}
          onOk={save}
          onCancel={() => setAsking(false)}
          width={440}
        >
          {t("privacy.shorten_text")}
        </Modal>
      )}
    </>
  );
}
