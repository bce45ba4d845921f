import Button from "antd/es/button";
import Progress from "antd/es/progress";
import { Download } from "lucide-react";
import { useState } from "react";
import { FORMATS } from "@/api/conversationFiles";
import type { ConversationExport, ExportState } from "@/api/types";
import { Ago, Tag, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { dateAndTime, fileSize } from "@/i18n/format";
import { cancelExport, exportAddressOf, isGoing, percent } from "../../conversationFiles";
import settings from "../settings.module.css";
import css from "./archive.module.css";

const TONES: Partial<Record<ExportState, "amber" | "green" | "red">> = {
  waiting: "amber",
  running: "amber",
  done: "green",
  failed: "red",
};

function detail(one: ConversationExport): string {
  if (one.error !== null) return tCode("export_error", one.error, {}, tCode("errors", one.error));
  const counted = { done: one.done, total: one.total, messages: one.messages };
  if (one.state === "running") return t("conversation_files.so_far", counted);
  if (one.state === "done" || one.state === "over")
    return t("conversation_files.holds", { ...counted, size: fileSize(one.bytes) });
  return "";
}

function Cancel({ id }: { id: string }) {
  const [busy, setBusy] = useState(false);
  const cancel = (): void => {
    setBusy(true);
    cancelExport(id)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Button size="small" loading={busy} onClick={cancel}>
      {t("action.cancel")}
    </Button>
  );
}

/** What was asked for, by whom, how far it has come, and where it is fetched. */
export function ExportList({ items }: { items: ConversationExport[] }) {
  return (
    <ul className={settings.lines}>
      {items.map((one) => (
        <li key={one.id} className={settings.line}>
          <div>
            <b>{FORMATS[one.format]}</b>
            <Tag {...(TONES[one.state] && { tone: TONES[one.state] })}>{tCode("export_state", one.state)}</Tag>{" "}
            {one.masked && <Tag>{t("conversation_files.is_masked")}</Tag>}
            <small>
              {one.asked_by_name} · <Ago at={one.asked_at} />
              {one.filter.origin !== null && <> · {tCode("export_origin", one.filter.origin)}</>}
              {detail(one) !== "" && <> · {detail(one)}</>}
            </small>
            {isGoing(one) && (
              <Progress
                className={css.progress ?? ""}
                size="small"
                percent={percent(one)}
                aria-label={t("conversation_files.progress")}
              />
            )}
          </div>
          {isGoing(one) && <Cancel id={one.id} />}
          {one.yours && one.expires_at !== null && (
            <Button
              size="small"
              href={exportAddressOf(one.id)}
              download
              icon={<Download size={14} aria-hidden />}
              title={t("conversation_files.until", { time: dateAndTime(one.expires_at) })}
            >
              {t("privacy.download")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
