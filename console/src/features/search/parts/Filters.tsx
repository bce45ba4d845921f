import Button from "antd/es/button";
import { FilterX } from "lucide-react";
import { DayField } from "@/design/parts/Day";
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
      <DayField
        className={css.day}
        label={t("search.from")}
        value={asked.from}
        max={asked.to}
        change={(from) => change({ from })}
      />
      <DayField
        className={css.day}
        label={t("search.to")}
        value={asked.to}
        min={asked.from}
        change={(to) => change({ to })}
      />
      {filtered(asked) && (
        <Button type="text" icon={<FilterX size={14} aria-hidden />} onClick={() => change({ ...nothing, q: asked.q })}>
          {t("search.clear")}
        </Button>
      )}
    </div>
  );
}
