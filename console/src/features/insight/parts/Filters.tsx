import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { Suspense, lazy } from "react";
import type { By } from "@/api/types";
import { usePeople } from "@/features/people";
import { locale, queueName, t, tCode } from "@/i18n";
import { BYS, RANGES, filtered, grouped, spanOf } from "../choice";
import type { Choice, Range } from "../choice";
import css from "./insight.module.css";

const Days = lazy(() => import("./Days"));
const CHANNELS = ["webchat", "open"];
const BY_HAND = "days";

interface Props {
  choice: Choice;
  today: string;
  /** they see only their own figures */
  own: boolean;
  choose: (next: Choice) => void;
  /** by what the page tells apart; with neither team nor agent it has no such filter */
  bys?: readonly By[];
}

type Filter = "queue" | "channel" | "team" | "agent";

function Filters({ choice, choose, bys = BYS }: Pick<Props, "choice" | "choose" | "bys">) {
  const queues = usePeople((state) => state.queues);
  const agents = usePeople((state) => state.agents);
  const teams = usePeople((state) => state.teams);
  const lists: Record<Filter, { value: string; label: string }[]> = {
    queue: Object.values(queues).map((queue) => ({ value: queue.id, label: queueName(queue) })),
    channel: CHANNELS.map((channel) => ({ value: channel, label: tCode("channel", channel) })),
    team: teams.map((team) => ({ value: team.id, label: locale() === "en" ? team.name_en : team.name })),
    agent: Object.values(agents)
      .map((agent) => ({ value: agent.id, label: agent.name }))
      .toSorted((a, b) => a.label.localeCompare(b.label, locale())),
  };
  const names = (["queue", "channel", "team", "agent"] as const).filter((name) => bys.includes(name));
  return names.map((name) => (
    <Select
      key={name}
      className={css.filter}
      aria-label={tCode("insight.by", name)}
      placeholder={tCode("insight.every", name)}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={choice[name]}
      options={lists[name]}
      onChange={(value: string | null | undefined) => choose(filtered(choice, name, value ?? null))}
    />
  ));
}

/** Which days, of whom, and by what the table tells them apart. */
export function FilterBar({ choice, today, own, choose, bys = BYS }: Props) {
  const range = (value: string): void => {
    if (value === BY_HAND) choose({ ...choice, range: null });
    else choose({ ...choice, range: value as Range, ...spanOf(value as Range, today) });
  };
  return (
    <div className={css.bar}>
      <Segmented
        aria-label={t("insight.range.title")}
        value={choice.range ?? BY_HAND}
        onChange={range}
        options={[...RANGES, BY_HAND].map((value) => ({ value, label: tCode("insight.range", value) }))}
      />
      {choice.range === null && (
        <Suspense fallback={null}>
          <Days
            from={choice.from}
            to={choice.to}
            today={today}
            choose={(from, to) => choose({ ...choice, range: null, from, to })}
          />
        </Suspense>
      )}
      {!own && (
        <>
          <Filters choice={choice} choose={choose} bys={bys} />
          <span className={css.fill} />
          <Segmented<By>
            aria-label={t("insight.by.title")}
            value={choice.by}
            onChange={(by) => choose(grouped(choice, by))}
            options={bys.map((value) => ({ value, label: tCode("insight.by", value) }))}
          />
        </>
      )}
    </div>
  );
}
