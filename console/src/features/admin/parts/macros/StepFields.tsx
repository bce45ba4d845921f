import Checkbox from "antd/es/checkbox";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { useState } from "react";
import type { Step } from "@/api/types";
import { Codes, TagField } from "@/features/conversations";
import { PRIORITIES, priorityWord, useTemplates } from "@/features/macros";
import { usePeople, useReasons } from "@/features/people";
import { named, queueName, t } from "@/i18n";
import { TemplateText } from "../TemplateText";
import css from "./editor.module.css";

const MOMENTS: { value: string; step: { minutes: number } | { morning: "tomorrow" | "monday" } }[] = [
  { value: "60", step: { minutes: 60 } },
  { value: "240", step: { minutes: 240 } },
  { value: "1440", step: { minutes: 1440 } },
  { value: "tomorrow", step: { morning: "tomorrow" } },
  { value: "monday", step: { morning: "monday" } },
];

type Of<Do extends Step["do"]> = Extract<Step, { do: Do }>;
interface Props<S> {
  step: S;
  change: (step: Step) => void;
}

function Speech({ step, change, titles }: Props<Of<"say"> | Of<"insert">> & { titles: Record<string, string> }) {
  const [words, setWords] = useState("");
  const own = step.template_id == null;
  const [mode, setMode] = useState<"template" | "own">(own && (step.text ?? "") !== "" ? "own" : "template");
  const found = useTemplates(words);
  const options = found.map((item) => ({ value: item.id, label: item.title, category: item.category }));
  const chosen = step.template_id ?? null;
  if (chosen !== null && !options.some(({ value }) => value === chosen))
    options.unshift({ value: chosen, label: titles[chosen] ?? "…", category: "" });
  return (
    <>
      <Segmented<"template" | "own">
        size="small"
        value={mode}
        aria-label={t("macro.words_from")}
        onChange={(next) => {
          setMode(next);
          change({ do: step.do, text: "" });
        }}
        options={[
          { value: "template", label: t("macro.from_template") },
          { value: "own", label: t("macro.own_words") },
        ]}
      />
      {mode === "template" ? (
        <Select<string>
          className={css.wide}
          aria-label={t("template.pick")}
          placeholder={t("template.pick")}
          value={chosen}
          options={options}
          showSearch={{ filterOption: false, onSearch: setWords }}
          onChange={(template_id) => change({ do: step.do, template_id })}
        />
      ) : (
        <TemplateText
          label={t("macro.text")}
          value={step.text ?? ""}
          onChange={(text) => change({ do: step.do, text })}
        />
      )}
    </>
  );
}

function Queue({ step, change }: Props<Of<"transfer">>) {
  const queues = usePeople((state) => Object.values(state.queues));
  return (
    <>
      <Select<string>
        className={css.wide}
        aria-label={t("transfer.queue")}
        placeholder={t("transfer.queue")}
        value={step.queue_id || null}
        options={queues.map((queue) => ({ value: queue.id, label: queueName(queue) }))}
        showSearch={{ optionFilterProp: "label" }}
        onChange={(queue_id) => change({ ...step, queue_id })}
      />
      <TemplateText label={t("transfer.note")} value={step.note} onChange={(note) => change({ ...step, note })} />
    </>
  );
}

function Ending({ step, change }: Props<Of<"close">>) {
  const close = useReasons("close");
  const codes = useReasons("wrap_up");
  return (
    <>
      <Select<string>
        className={css.wide}
        aria-label={t("close.reason")}
        value={step.reason}
        options={close.map((item) => ({ value: item.code, label: named(item) }))}
        onChange={(reason) => change({ ...step, reason })}
      />
      <Codes reasons={codes} chosen={step.codes ?? []} change={(next) => change({ ...step, codes: next })} />
      <Checkbox checked={step.survey !== false} onChange={(event) => change({ ...step, survey: event.target.checked })}>
        {t("close.survey")}
      </Checkbox>
    </>
  );
}

function Moment({ step, change }: Props<Of<"snooze">>) {
  const value = step.morning ?? String(step.minutes ?? "");
  const known = MOMENTS.some((moment) => moment.value === value);
  const words: Record<string, string> = {
    "60": t("macro.hours", { count: 1 }),
    "240": t("macro.hours", { count: 4 }),
    "1440": t("macro.days", { count: 1 }),
    tomorrow: t("macro.until.tomorrow"),
    monday: t("macro.until.monday"),
  };
  const options = MOMENTS.map((moment) => ({ value: moment.value, label: words[moment.value] ?? moment.value }));
  return (
    <Select<string>
      className={css.wide}
      aria-label={t("later.when")}
      value={value}
      options={known ? options : [{ value, label: t("macro.minutes", { count: step.minutes ?? 0 }) }, ...options]}
      onChange={(next) => {
        const moment = MOMENTS.find((item) => item.value === next);
        if (moment !== undefined) change({ do: "snooze", ...moment.step });
      }}
    />
  );
}

/** What one step needs to know. */
export function StepFields({ step, change, titles }: Props<Step> & { titles: Record<string, string> }) {
  switch (step.do) {
    case "say":
    case "insert":
      return <Speech key={step.do} step={step} change={change} titles={titles} />;
    case "note":
      return (
        <TemplateText label={t("composer.note")} value={step.text} onChange={(text) => change({ do: "note", text })} />
      );
    case "tag":
      return (
        <>
          <TagField label={t("bulk.tag.add")} value={step.add ?? []} change={(add) => change({ ...step, add })} />
          <TagField
            label={t("bulk.tag.remove")}
            hint={t("bulk.tag.remove")}
            value={step.remove ?? []}
            change={(remove) => change({ ...step, remove })}
          />
        </>
      );
    case "priority":
      return (
        <Segmented<number>
          value={step.priority}
          aria-label={t("macro.do.priority")}
          options={PRIORITIES.map((value) => ({ value, label: priorityWord(value) }))}
          onChange={(priority) => change({ do: "priority", priority })}
        />
      );
    case "transfer":
      return <Queue step={step} change={change} />;
    case "close":
      return <Ending step={step} change={change} />;
    case "snooze":
      return <Moment step={step} change={change} />;
  }
}
