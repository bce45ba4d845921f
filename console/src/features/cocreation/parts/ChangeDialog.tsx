import DatePicker from "antd/es/date-picker";
import Input from "antd/es/input";
import dayjs from "dayjs";
import { useState } from "react";
import type { RoomOut } from "@/api/cocreation";
import { sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { api, changed } from "../data";
import { Sides } from "./RulesDialog";
import css from "./cocreation.module.css";

/** What the room is about, which sides have to say yes, and its deadline. */
export function ChangeDialog({ whole, close }: { whole: RoomOut; close: () => void }) {
  const { room } = whole;
  const [title, setTitle] = useState(room.title);
  const [sides, setSides] = useState(room.sides);
  const [due, setDue] = useState(dayjs(room.due_at));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const save = (): void => {
    setBusy(true);
    changed(api.change(room.id, { version: room.version, title, sides, due_at: due.toISOString() }))
      .then(close, (error: unknown) => setRefused(sentence(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("rooms.change")}
      okText={t("action.save")}
      okButtonProps={{ disabled: title.trim() === "" || sides.length === 0 }}
      confirmLoading={busy}
      dirty={() => title !== room.title || sides !== room.sides || !due.isSame(room.due_at)}
      onOk={save}
      cancel={close}
    >
      <div className={css.fields}>
        <label>
          <span>{t("rooms.about")}</span>
          <Input maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label>
          <span>{t("rooms.sides")}</span>
          <Sides value={sides} onChange={setSides} />
        </label>
        <label>
          <span>{t("rooms.due")}</span>
          <DatePicker
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            value={due}
            onChange={(value) => value !== null && setDue(value)}
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
