import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { QueueRules, QueueVersion, Queues } from "@/api/types";
import { Bones, Failed, Tag, sayDone, sayError } from "@/design";
import { locale, queueName, t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { restoreQueue, useVersions } from "../queues";
import css from "./queues.module.css";

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

/** Who changed a queue, when, why and in what; any version can be taken back. */
export function QueueVersions({
  kept,
  all,
  held,
  close,
  restored,
}: {
  kept: QueueRules;
  all: Queues;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (queue: QueueRules) => void;
}) {
  const query = useVersions(kept.id);
  const [busy, setBusy] = useState<number | null>(null);
  const restore = async (version: number): Promise<void> => {
    setBusy(version);
    try {
      restored(await restoreQueue(kept, version));
      sayDone(t("versions.done", { version }));
      close();
    } catch (error) {
      sayError(error);
      setBusy(null);
    }
  };
  return (
    <Drawer open title={t("queues.history")} onClose={close} size={480}>
      {query.isPending && <Bones rows={5} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && <p className="muted">{t("versions.none")}</p>}
      {held && <p className="muted">{t("versions.held")}</p>}
      <ol className={css.versions}>
        {query.data?.map((one, at) => {
          const before = query.data[at + 1];
          return (
            <li key={one.version}>
              <header>
                <b>{t("versions.one", { version: one.version })}</b>
                {one.version === kept.version ? (
                  <Tag tone="green">{t("versions.present")}</Tag>
                ) : (
                  <Button
                    size="small"
                    icon={<Undo2 size={13} aria-hidden />}
                    disabled={held}
                    loading={busy === one.version}
                    onClick={() => void restore(one.version)}
                  >
                    {t("versions.restore")}
                  </Button>
                )}
              </header>
              <small className="muted">
                {one.by_name === "" ? t("versions.before") : `${one.by_name} · ${exact(one.at)}`}
              </small>
              {one.restored !== null && <p>{t("versions.restored", { version: one.restored })}</p>}
              {one.note !== "" && <p>{one.note}</p>}
              {one.changed.map((field) => (
                <p key={field}>
                  {tCode("queue_field", field.replace("policy.", ""))}: {before && `${shown(before, field, all)} → `}
                  {shown(one, field, all)}
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </Drawer>
  );
}
