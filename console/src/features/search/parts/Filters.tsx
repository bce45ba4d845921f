import Button from "antd/es/button";
import Input from "antd/es/input";
import { FilterX } from "lucide-react";
import { Chooser, useChoices, viewWord } from "@/features/conversations";
import { t } from "@/i18n";
import { VIEWS, filtered, nothing } from "../asked";
import type { Asked } from "../asked";
import css from "./found.module.css";

/** What is left out: by place, queue, agent, channel and day. */
export function Filters({ asked, change }: { asked: Asked; change: (part: Partial<Asked>) => void }) {
  const choices = useChoices();
  return (
    <div className={css.filters} role="group" aria-label={t("search.filters")}>
      <Chooser
        className={css.filter}
        label={t("search.view")}
        any={t("search.any_view")}
        value={asked.view}
        choices={VIEWS.map((view) => ({ value: view, label: viewWord(view) }))}
        choose={(view) => change({ view: VIEWS.find((item) => item === view) ?? null })}
      />
      <Chooser
        className={css.filter}
        label={t("search.queue")}
        any={t("search.any_queue")}
        value={asked.queue}
        choices={choices.queue}
        choose={(queue) => change({ queue })}
      />
      <Chooser
        className={css.filter}
        label={t("search.agent")}
        any={t("search.any_agent")}
        value={asked.agent}
        choices={choices.agent}
        choose={(agent) => change({ agent })}
      />
      <Chooser
        className={css.filter}
        label={t("search.channel")}
        any={t("search.any_channel")}
        value={asked.channel}
        choices={choices.channel}
        choose={(channel) => change({ channel })}
      />
      <Chooser
        className={css.filter}
        label={t("search.tag")}
        any={t("search.any_tag")}
        value={asked.tag}
        choices={choices.tag}
        choose={(tag) => change({ tag })}
      />
      <Input
        type="date"
        className={css.day}
        aria-label={t("search.from")}
        title={t("search.from")}
        prefix={t("search.from_word")}
        value={asked.from ?? ""}
        max={asked.to ?? undefined}
        onChange={(event) => change({ from: event.target.value || null })}
      />
      <Input
        type="date"
        className={css.day}
        aria-label={t("search.to")}
        title={t("search.to")}
        prefix={t("search.to_word")}
        value={asked.to ?? ""}
        min={asked.from ?? undefined}
        onChange={(event) => change({ to: event.target.value || null })}
      />
      {filtered(asked) && (
        <Button type="text" icon={<FilterX size={14} aria-hidden />} onClick={() => change({ ...nothing, q: asked.q })}>
          {t("search.clear")}
        </Button>
      )}
    </div>
  );
}
