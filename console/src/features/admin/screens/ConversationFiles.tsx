import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import { FileDown, MessagesSquare } from "lucide-react";
import { useState } from "react";
import { FORMATS } from "@/api/conversationFiles";
import type { ExportFormat } from "@/api/types";
import { Bones, Empty, Failed, Page, sentence } from "@/design";
import { DayField } from "@/design/parts/Day";
import { Chooser, useChoices } from "@/features/conversations";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { ANY, CHOSEN, askExport, isGoing, useExports } from "../conversationFiles";
import type { Wanted } from "../conversationFiles";
import { ExportList } from "../parts/archive/ExportList";
import own from "../parts/archive/archive.module.css";
import css from "../parts/settings.module.css";

function Narrow({ wanted, change }: { wanted: Wanted; change: (part: Partial<Wanted>) => void }) {
  const choices = useChoices();
  return (
    <div className={own.narrow} role="group" aria-label={t("conversation_files.which")}>
      <DayField
        label={t("conversation_files.from")}
        value={wanted.from}
        max={wanted.to}
        change={(from) => change({ from })}
      />
      <DayField
        label={t("conversation_files.to")}
        value={wanted.to}
        min={wanted.from}
        change={(to) => change({ to })}
      />
      <Chooser
        label={t("conversation_files.state")}
        any={t("conversation_files.any_state")}
        value={wanted.state}
        choices={(["open", "closed"] as const).map((value) => ({
          value,
          label: tCode("conversation_files_state", value),
        }))}
        choose={(state) => change({ state: state === "open" || state === "closed" ? state : null })}
      />
      {CHOSEN.map((name) => (
        <Chooser
          key={name}
          label={tCode("conversation_files_by", name)}
          any={tCode("conversation_files_any", name)}
          value={wanted[name]}
          choices={choices[name]}
          choose={(value) => change({ [name]: value })}
        />
      ))}
    </div>
  );
}

/** Conversations with their messages as files: chosen, made in the background, fetched within a day. */
export function ConversationFiles() {
  const query = useExports();
  const masked = !can(useSession(), "customers.reveal");
  const [wanted, setWanted] = useState(ANY);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const going = query.data?.items.filter(isGoing).length ?? 0;
  const full = query.data !== undefined && going >= query.data.at_once;
  const start = (): void => {
    setBusy(true);
    setRefused(null);
    askExport(wanted)
      .catch((error: unknown) => setRefused(sentence(error)))
      .finally(() => setBusy(false));
  };
  return (
    <Page title={t("settings.conversation_files")} text={t("conversation_files.text")}>
      <section className={css.part}>
        <header>
          <div>
            <h3>{t("conversation_files.new")}</h3>
            <p>{masked ? t("conversation_files.masked") : t("conversation_files.new_text")}</p>
          </div>
        </header>
        <Narrow wanted={wanted} change={(part) => setWanted({ ...wanted, ...part })} />
        {refused !== null && (
          <p className={own.refused} role="alert">
            {refused}
          </p>
        )}
        <div className={own.foot}>
          <Segmented<ExportFormat>
            aria-label={t("conversation_files.format")}
            value={wanted.format}
            options={(["csv", "xlsx", "jsonl"] as const).map((value) => ({ value, label: FORMATS[value] }))}
            onChange={(format) => setWanted({ ...wanted, format })}
          />
          <Button
            type="primary"
            icon={<FileDown size={14} aria-hidden />}
            loading={busy}
            disabled={full}
            onClick={start}
          >
            {t("conversation_files.start")}
          </Button>
          {full && <span className="muted">{t("errors.too_many_exports", { max: query.data?.at_once ?? 0 })}</span>}
        </div>
      </section>
      <section className={css.part}>
        <header>
          <div>
            <h3>{t("conversation_files.made")}</h3>
            <p>{t("conversation_files.made_text", { hours: query.data?.kept_hours ?? 24 })}</p>
          </div>
        </header>
        {query.isPending && <Bones rows={3} />}
        {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
        {query.data?.items.length === 0 && (
          <Empty
            icon={<MessagesSquare size={20} aria-hidden />}
            title={t("conversation_files.none")}
            text={t("conversation_files.none_hint")}
          />
        )}
        {query.data !== undefined && <ExportList items={query.data.items} />}
      </section>
    </Page>
  );
}
