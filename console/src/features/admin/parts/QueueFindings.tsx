import { CircleAlert, Info } from "lucide-react";
import type { Finding, Queues } from "@/api/types";
import { Tag } from "@/design";
import { locale, queueName, t, tCode } from "@/i18n";
import { duration } from "@/i18n/format";
import css from "./queues.module.css";

/** A finding in words: codes of skills, teams and queues by their names, seconds as a time. */
export function findingText(one: Finding, all: Queues): string {
  const { seconds, queue, skill, team, ...rest } = one.params;
  const target = all.items.find((other) => other.code === queue);
  const found = all.skills.find((other) => other.code === skill);
  const group = all.teams.find((other) => other.id === team);
  return tCode("finding", one.code, {
    ...rest,
    time: typeof seconds === "number" ? duration(seconds) : "",
    queue: target === undefined ? String(queue ?? "") : queueName(target),
    skill: found === undefined ? String(skill ?? "") : queueName(found),
    team: group === undefined ? "" : locale() === "en" ? group.name_en : group.name,
  });
}

/** What of a queue's rules can never come true, or not with the people of today. */
export function QueueFindings({ findings, all }: { findings: Finding[]; all: Queues }) {
  if (findings.length === 0) return null;
  return (
    <section className={css.findings} aria-label={t("finding.title")}>
      <ul>
        {findings.map((one) => {
          const Icon = one.grave ? CircleAlert : Info;
          return (
            <li key={`${one.code} ${one.field} ${JSON.stringify(one.params)}`} data-grave={one.grave}>
              <Icon size={15} aria-hidden />
              {findingText(one, all)}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** The same in the list of queues, in a word; whoever points at it reads the rest. */
export function FindingsTag({ findings, all }: { findings: Finding[]; all: Queues }) {
  if (findings.length === 0) return null;
  const title = findings.map((one) => findingText(one, all)).join("\n");
  if (findings.some((one) => one.grave))
    return (
      <Tag tone="red" title={title}>
        {t("finding.broken")}
      </Tag>
    );
  return <Tag title={title}>{t("finding.notes", { count: findings.length })}</Tag>;
}
