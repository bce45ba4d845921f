import Button from "antd/es/button";
import Input from "antd/es/input";
import { ClipboardCheck } from "lucide-react";
import { useState } from "react";
import type { Row } from "@/api/types";
import { sayError, useNow } from "@/design";
import { useCodesRequired, useWrapUpCodes } from "@/features/people";
import { t } from "@/i18n";
import { clock } from "@/i18n/format";
import { finish } from "../../actions";
import { Codes } from "../dialogs/Codes";
import css from "./composer.module.css";

function TimeLeft({ until }: { until: string | null }) {
  const now = useNow();
  if (until === null) return null;
  const left = Math.ceil((Date.parse(until) - now) / 1000);
  return (
    <span className={css.left} data-low={left <= 10 || undefined} role="timer" title={t("wrap.left_hint")}>
      {clock(Math.max(0, left))}
    </span>
  );
}

/** After the conversation: what it was about, a word for whoever reads it next, and done. */
export function WrapUp({ row }: { row: Row }) {
  const reasons = useWrapUpCodes(row.queue_id);
  const required = useCodesRequired(row.queue_id);
  const [codes, setCodes] = useState<string[]>([]);
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const done = (): void => {
    setBusy(true);
    finish(row.id, codes, note.trim()).catch((error: unknown) => {
      sayError(error);
      setBusy(false);
    });
  };
  return (
    <section className={css.wrap} aria-label={t("wrap.title")}>
      <header>
        <ClipboardCheck size={15} aria-hidden />
        <b>{t("wrap.title")}</b>
        <TimeLeft until={row.wrap_up_until} />
      </header>
      {required && codes.length === 0 && <p className="muted">{t("wrap.required")}</p>}
      <Codes reasons={reasons} chosen={codes} change={setCodes} />
      <div className={css.wrapRow}>
        <Input
          value={note}
          onChange={(event) => setNote(event.target.value)}
          placeholder={t("wrap.note")}
          aria-label={t("wrap.note")}
        />
        <Button type="primary" loading={busy} disabled={codes.length === 0 && required} onClick={done}>
          {t("wrap.finish")}
        </Button>
      </div>
    </section>
  );
}
