import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { RoomOut } from "@/api/cocreation";
import { sayDone, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { api, changed } from "../data";
import css from "./cocreation.module.css";

/** The last look before bot, desk and self-service answer with it. */
export function PublishDialog({ whole, close }: { whole: RoomOut; close: () => void }) {
  const [category, setCategory] = useState(t("rooms.category_first"));
  const [locale, setLocale] = useState<"zh-CN" | "en">("zh-CN");
  const [hours, setHours] = useState<number | null>(4);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const publish = (): void => {
    setBusy(true);
    const body = { draft_version: whole.room.draft_version, category, locale, pin_hours: hours ?? 0 };
    changed(api.publish(whole.room.id, body))
      .then(
        () => {
          sayDone(t("rooms.published_done"));
          close();
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  const title = whole.parts.find((one) => one.part === "title")?.text ?? "";
  const note = whole.parts.find((one) => one.part === "note")?.text ?? "";
  return (
    <Dialog
      title={t("rooms.publish")}
      okText={t("rooms.publish_do")}
      okButtonProps={{ disabled: category.trim() === "" || title === "" }}
      confirmLoading={busy}
      dirty={() => false}
      onOk={publish}
      cancel={close}
    >
      <p className="muted">{note === "" ? t("rooms.publish_hint") : t("rooms.publish_hint_note")}</p>
      {title === "" && <p className={css.refused}>{t("rooms.no_title")}</p>}
      <div className={css.fields}>
        <label>
          <span>{t("rooms.category")}</span>
          <Input maxLength={40} value={category} onChange={(event) => setCategory(event.target.value)} />
        </label>
        <label>
          <span>{t("rooms.locale")}</span>
          <Segmented<"zh-CN" | "en">
            value={locale}
            onChange={setLocale}
            options={[
              { value: "zh-CN", label: t("rooms.locale_zh") },
              { value: "en", label: t("rooms.locale_en") },
            ]}
          />
        </label>
        <label>
          <span>{t("rooms.pin_hours")}</span>
          <InputNumber min={0} max={72} precision={0} value={hours} onChange={setHours} />
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
