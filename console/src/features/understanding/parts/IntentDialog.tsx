import Input from "antd/es/input";
import { useState } from "react";
import { sayDone, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { makeIntent } from "../data";
import css from "./understanding.module.css";

/** A new intent: its names, and what belongs to it. */
export function IntentDialog({ close }: { close: () => void }) {
  const [zh, setZh] = useState("");
  const [en, setEn] = useState("");
  const [about, setAbout] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const make = (): void => {
    setBusy(true);
    makeIntent({ name_zh: zh, name_en: en, about })
      .then(
        () => {
          sayDone(t("intents.made", { name: zh || en }));
          close();
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("intents.new")}
      okText={t("action.create")}
      okButtonProps={{ disabled: (zh + en).trim() === "" }}
      confirmLoading={busy}
      dirty={() => zh + en + about !== ""}
      onOk={make}
      cancel={close}
    >
      <div className={css.fields}>
        <label>
          <span>{t("field.name_zh")}</span>
          <Input autoFocus maxLength={40} value={zh} onChange={(event) => setZh(event.target.value)} />
        </label>
        <label>
          <span>{t("field.name_en")}</span>
          <Input maxLength={40} value={en} onChange={(event) => setEn(event.target.value)} />
        </label>
        <label className={css.whole}>
          <span>{t("intents.about_field")}</span>
          <Input.TextArea
            maxLength={400}
            autoSize={{ minRows: 2, maxRows: 6 }}
            value={about}
            onChange={(event) => setAbout(event.target.value)}
          />
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
