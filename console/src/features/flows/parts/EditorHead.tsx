import Button from "antd/es/button";
import Input from "antd/es/input";
import { ArrowLeft, History, Upload } from "lucide-react";
import type { TaskFlow } from "@/api/types";
import { Tag, linkTo } from "@/design";
import { t } from "@/i18n";
import css from "./flows.module.css";

interface Props {
  begin: TaskFlow | null;
  title: string;
  writes: boolean;
  busy: boolean;
  dirty: boolean;
  savable: boolean;
  note: string;
  setNote: (note: string) => void;
  history: () => void;
  /** lets customers meet a version; null: none */
  publish: (version: number | null) => void;
  save: () => void;
}

/** What a flow is called, which version customers meet, and what can be done with it. */
export function EditorHead(props: Props) {
  const { begin, title, writes, busy, dirty, savable, note, setNote, history, publish, save } = props;
  const live = begin !== null && begin.published === begin.version;
  return (
    <header className={css.head}>
      <h1>
        <a {...linkTo("/flows")} aria-label={t("flows.back")} title={t("flows.back")}>
          <ArrowLeft size={18} aria-hidden />
        </a>
        {title || t("flows.new")}
      </h1>
      {begin !== null && (
        <>
          <Tag tone={live ? "green" : begin.published === null ? "plain" : "amber"}>
            {begin.published === null ? t("flows.hidden") : t("flows.shown", { version: begin.published })}
          </Tag>
          <Button icon={<History size={14} aria-hidden />} onClick={history}>
            {t("queues.history")}
          </Button>
        </>
      )}
      {writes && begin !== null && (
        <Button
          icon={<Upload size={14} aria-hidden />}
          disabled={busy || dirty}
          onClick={() => publish(live ? null : begin.version)}
        >
          {live ? t("flows.hide") : t("flows.publish")}
        </Button>
      )}
      {writes && (
        <>
          <Input
            className={css.note ?? ""}
            value={note}
            maxLength={200}
            placeholder={t("queues.note")}
            aria-label={t("queues.note")}
            onChange={(event) => setNote(event.target.value)}
          />
          <Button type="primary" loading={busy} disabled={!savable} onClick={save}>
            {t("action.save")}
          </Button>
        </>
      )}
    </header>
  );
}
