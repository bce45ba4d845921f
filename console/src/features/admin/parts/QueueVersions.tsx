import type { QueueRules, QueueVersion, Queues } from "@/api/types";
import { Versions } from "@/design/parts/Versions";
import { locale, queueName, t, tCode } from "@/i18n";
import { restoreQueue, useVersions } from "../queues";

/** What a field held, in words as far as the screen knows them. */
function shown(version: QueueVersion, field: string, all: Queues): string {
  const key = field.split(".").pop() ?? field;
  const held = (field.startsWith("policy.") ? version.queue.policy : version.queue) as unknown as Record<
    string,
    unknown
  >;
  const value = held[key];
  if (value === null || value === undefined) return "–";
  if (key === "kind") return tCode("queue_kind", String(value));
  if (key === "announce") return tCode("announce", String(value));
  if (typeof value === "boolean") return value ? t("roles.has") : t("roles.has_not");
  if (typeof value !== "object") return String(value);
  if (key === "overflow") {
    const { after_seconds, to_queue } = value as { after_seconds: number; to_queue: string };
    const target = all.items.find((queue) => queue.code === to_queue);
    return `${after_seconds} → ${target ? queueName(target) : to_queue}`;
  }
  if (key === "skills")
    return Object.entries(value as Record<string, number>)
      .map(([code, level]) => {
        const skill = all.skills.find((one) => one.code === code);
        return `${skill ? (locale() === "en" ? skill.name_en : skill.name_zh) : code} ${level}`;
      })
      .join(", ");
  return JSON.stringify(value);
}

interface Props {
  kept: QueueRules;
  all: Queues;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (queue: QueueRules) => void;
}

/** Who changed a queue, when, why and in what; any version can be taken back. */
export function QueueVersions({ kept, all, held, close, restored }: Props) {
  return (
    <Versions
      query={useVersions(kept.id)}
      present={kept.version}
      held={held}
      close={close}
      restore={async (to) => {
        restored(await restoreQueue(kept, to));
        close();
      }}
    >
      {(one, before) => (
        <>
          {one.note !== "" && <p>{one.note}</p>}
          {one.changed.map((field) => (
            <p key={field}>
              {tCode("queue_field", field.replace("policy.", ""))}: {before && `${shown(before, field, all)} → `}
              {shown(one, field, all)}
            </p>
          ))}
        </>
      )}
    </Versions>
  );
}
