// What a step says of itself, in a line. Pure but for the names it is given.
import type { Prepared, QueueCard, Reason, Step } from "@/api/types";
import { named, queueName, t, tCode } from "@/i18n";
import { upcoming } from "@/i18n/when";

/** What a step refers to by id or code. */
export interface Names {
  queues: Record<string, QueueCard>;
  close: Reason[];
  codes: Reason[];
  titles: Record<string, string>;
}

export const KINDS = ["say", "insert", "note", "tag", "priority", "transfer", "close", "snooze"] as const;
export type Kind = (typeof KINDS)[number];
/** After one of these nothing can follow. */
export const ENDINGS: readonly Kind[] = ["transfer", "close", "snooze"];
export const PRIORITIES = [0, 5, 9] as const;

export function kindWord(kind: Kind): string {
  return tCode("macro.do", kind);
}

export function priorityWord(priority: number): string {
  return priority === 0 ? t("macro.priority.0") : priority >= 9 ? t("macro.priority.9") : t("macro.priority.5");
}

/** The words a step writes, before variables are filled in; null for those that write none, or a template's. */
export function wordsOf(step: Step): string | null {
  if (step.do === "say" || step.do === "insert") return step.template_id ? null : (step.text ?? "");
  if (step.do === "note") return step.text;
  return step.do === "transfer" ? step.note : null;
}

const reasonWord = (reasons: Reason[], code: string): string => {
  const reason = reasons.find((item) => item.code === code);
  return reason === undefined ? code : named(reason);
};

function snoozeWord(step: Step & { do: "snooze" }): string {
  if (step.morning) return step.morning === "monday" ? t("macro.until.monday") : t("macro.until.tomorrow");
  const minutes = step.minutes ?? 0;
  if (minutes % 1440 === 0) return t("macro.days", { count: minutes / 1440 });
  return minutes % 60 === 0 ? t("macro.hours", { count: minutes / 60 }) : t("macro.minutes", { count: minutes });
}

/** Everything about a step but the words it writes. `now` and `prepared`: against a conversation, in milliseconds. */
export function detailOf(step: Step, names: Names, prepared?: Prepared, now = 0): string {
  const comma = t("list.comma");
  switch (step.do) {
    case "say":
    case "insert":
      return step.template_id ? t("macro.template", { title: names.titles[step.template_id] ?? "…" }) : "";
    case "note":
      return "";
    case "tag": {
      const add = step.add ?? [];
      const remove = step.remove ?? [];
      return [
        add.length > 0 ? t("macro.tag.add", { tags: add.join(comma) }) : "",
        remove.length > 0 ? t("macro.tag.remove", { tags: remove.join(comma) }) : "",
      ]
        .filter(Boolean)
        .join(" · ");
    }
    case "priority":
      return priorityWord(step.priority);
    case "transfer": {
      const queue = names.queues[step.queue_id];
      return queue === undefined ? t("macro.no_queue") : queueName(queue);
    }
    case "close":
      return [reasonWord(names.close, step.reason), ...(step.codes ?? []).map((code) => reasonWord(names.codes, code))]
        .concat(step.survey === false ? [t("macro.no_survey")] : [])
        .join(" · ");
    case "snooze":
      return prepared?.until ? upcoming(prepared.until, now) : snoozeWord(step);
  }
}
