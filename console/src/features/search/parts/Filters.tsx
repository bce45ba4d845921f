import Button from "antd/es/button";
import Input from "antd/es/input";
import Select from "antd/es/select";
import { FilterX } from "lucide-react";
import { useTags, viewWord } from "@/features/conversations";
import { usePeople } from "@/features/people";
import { queueName, t, tCode } from "@/i18n";
import { VIEWS, filtered, nothing } from "../asked";
import type { Asked } from "../asked";
import css from "./found.module.css";

const CHANNELS = ["webchat", "open"];

interface Choice {
  value: string;
  label: string;
}

function Chooser({
  label,
  any,
  value,
  choices,
  choose,
}: {
  label: string;
  any: string;
  value: string | null;
  choices: Choice[];
  choose: (value: string | null) => void;
}) {
  return (
    <Select<string>
      aria-label={label}
      className={css.filter}
      value={value ?? ""}
      options={[{ value: "", label: any }, ...choices]}
      showSearch={choices.length > 8 ? { optionFilterProp: "label" } : false}
      popupMatchSelectWidth={false}
      onChange={(next) => choose(next === "" ? null : next)}
    />
  );
}

/** What is left out: by place, queue, agent, channel and day. */
export function Filters({ asked, change }: { asked: Asked; change: (part: Partial<Asked>) => void }) {
  const queues = usePeople((state) => Object.values(state.queues));
  const agents = usePeople((state) => Object.values(state.agents));
  const tags = useTags();
  return (
    <div className={css.filters} role="group" aria-label={t("search.filters")}>
      <Chooser
        label={t("search.view")}
        any={t("search.any_view")}
        value={asked.view}
        choices={VIEWS.map((view) => ({ value: view, label: viewWord(view) }))}
        choose={(view) => change({ view: VIEWS.find((item) => item === view) ?? null })}
      />
      <Chooser
        label={t("search.queue")}
        any={t("search.any_queue")}
        value={asked.queue}
        choices={queues.map((queue) => ({ value: queue.id, label: queueName(queue) }))}
        choose={(queue) => change({ queue })}
      />
      <Chooser
        label={t("search.agent")}
        any={t("search.any_agent")}
        value={asked.agent}
        choices={agents.map((agent) => ({ value: agent.id, label: agent.name }))}
        choose={(agent) => change({ agent })}
      />
      <Chooser
        label={t("search.channel")}
        any={t("search.any_channel")}
        value={asked.channel}
        choices={CHANNELS.map((channel) => ({ value: channel, label: tCode("channel", channel) }))}
        choose={(channel) => change({ channel })}
      />
      <Chooser
        label={t("search.tag")}
        any={t("search.any_tag")}
        value={asked.tag}
        choices={tags.map((tag) => ({ value: tag, label: tag }))}
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
