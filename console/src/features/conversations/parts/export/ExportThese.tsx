import Button from "antd/es/button";
import Popover from "antd/es/popover";
import Progress from "antd/es/progress";
import Segmented from "antd/es/segmented";
import { Download, FileDown } from "lucide-react";
import { useState } from "react";
import { FORMATS } from "@/api/conversationFiles";
import type { ConversationExport, ExportFilter, ExportFormat } from "@/api/types";
import { linkTo, sentence } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { fileSize } from "@/i18n/format";
import { Refused, exportThese, fileAddress, useExport } from "../../exporting";
import css from "./export.module.css";

interface Props {
  /** which conversations; may refuse with a sentence of its own (`Error`) */
  which: () => Promise<Partial<ExportFilter>>;
  /** what is meant, in words */
  words: string;
}

/** How far it has come, and the file when it is there. */
function Made({ made }: { made: ConversationExport }) {
  const one = useExport(made) ?? made;
  if (one.state === "done") {
    return (
      <div className={css.made} role="status">
        <p>
          {t("export_these.made", { done: one.done, size: fileSize(one.bytes) })}
          {one.masked && <> · {t("conversation_files.is_masked")}</>}
        </p>
        <Button type="primary" href={fileAddress(one.id)} download icon={<Download size={14} aria-hidden />}>
          {t("privacy.download")}
        </Button>
      </div>
    );
  }
  if (one.state !== "waiting" && one.state !== "running")
    return <p role="alert">{tCode("export_error", one.error ?? "", {}, tCode("export_state", one.state))}</p>;
  const percent = one.total === 0 ? 0 : Math.min(99, Math.floor((100 * one.done) / one.total));
  return (
    <div className={css.made} role="status">
      <Progress size="small" percent={percent} aria-label={t("conversation_files.progress")} />
      <p className="muted">{t("export_these.later")}</p>
    </div>
  );
}

function Form({ which, words }: Props) {
  const masked = !can(useSession(), "customers.reveal");
  const [format, setFormat] = useState<ExportFormat>("csv");
  const [made, setMade] = useState<ConversationExport | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const start = (): void => {
    setBusy(true);
    setRefused(null);
    exportThese(which, format)
      .then(setMade, (error: unknown) => setRefused(error instanceof Refused ? error.message : sentence(error)))
      .finally(() => setBusy(false));
  };
  return (
    <div className={css.form}>
      <b>{t("export_these.title")}</b>
      <p>{words}</p>
      {made === null ? (
        <>
          <p className="muted">{masked ? t("conversation_files.masked") : t("conversation_files.new_text")}</p>
          {refused !== null && (
            <p className={css.refused} role="alert">
              {refused}
            </p>
          )}
          <div className={css.foot}>
            <Segmented<ExportFormat>
              size="small"
              aria-label={t("conversation_files.format")}
              value={format}
              options={(["csv", "xlsx", "jsonl"] as const).map((value) => ({ value, label: FORMATS[value] }))}
              onChange={setFormat}
            />
            <Button type="primary" size="small" loading={busy} onClick={start}>
              {t("conversation_files.start")}
            </Button>
          </div>
        </>
      ) : (
        <Made made={made} />
      )}
      <a className={css.all} {...linkTo("/settings/conversation_files")}>
        {t("export_these.go")}
      </a>
    </div>
  );
}

/** Takes the conversations one is looking at out as a file; for who may export. */
export function ExportThese({ which, words }: Props) {
  const able = can(useSession(), "conversations.export");
  if (!able) return null;
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={<Form which={which} words={words} />}
    >
      <Button size="small" icon={<FileDown size={14} aria-hidden />}>
        {t("export_these.word")}
      </Button>
    </Popover>
  );
}
