import Input from "antd/es/input";
import { useState } from "react";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { handback } from "../../actions";
import type { DialogProps } from "./Dialogs";
import { useAct } from "./useAct";
import css from "./dialogs.module.css";

export default function Handback({ rows, done }: DialogProps) {
  const name = rows[0]?.customer.name ?? "";
  const [instruction, setInstruction] = useState("");
  const { busy, run } = useAct(done, t("handback.done", { name }));
  return (
    <Dialog
      dirty={() => instruction.trim() !== ""}
      title={t("handback.title", { name })}
      cancel={done}
      onOk={() => run(() => Promise.all(rows.map((row) => handback(row.id, instruction.trim()))))}
      okText={t("action.handback")}
      okButtonProps={{ loading: busy }}
      width={480}
    >
      <div className={css.form}>
        <p className="muted">{t("handback.text")}</p>
        <label className={css.label}>
          {t("handback.instruction")}
          <Input.TextArea
            value={instruction}
            onChange={(event) => setInstruction(event.target.value)}
            autoSize={{ minRows: 3, maxRows: 8 }}
            placeholder={t("handback.placeholder")}
          />
        </label>
      </div>
    </Dialog>
  );
}
