import Table from "antd/es/table";
import { Since, Tag, linkTo, useNow } from "@/design";
import { queueName, t } from "@/i18n";
import { duration, elapsed } from "@/i18n/format";
import { figure, judged, nameOf } from "../figures";
import type { Definitions, LiveQueue } from "../shapes";
import css from "./insight.module.css";

const TODAY = ["service_level", "speed_of_answer", "abandonment", "offered"];

function Longest({ queue }: { queue: LiveQueue }) {
  const now = useNow();
  if (queue.longest_wait_since === null) return <span className="muted">–</span>;
  const late = elapsed(queue.longest_wait_since, now) > queue.service_level_seconds;
  return (
    <span className={css.plain} data-tone={late ? "bad" : "plain"}>
      <Since at={queue.longest_wait_since} />
    </span>
  );
}

/** Queues as rows: where customers wait comes first, the longest wait on top. */
export function Queues({ queues, definitions }: { queues: LiveQueue[]; definitions: Definitions }) {
  const rows = queues.toSorted((a, b) => {
    const [one, other] = [a.longest_wait_since ?? "9", b.longest_wait_since ?? "9"];
    return one.localeCompare(other) || a.id.localeCompare(b.id);
  });
  const kpis = TODAY.map((code) => definitions.byCode[code]).filter((kpi) => kpi !== undefined);
  return (
    <Table<LiveQueue>
      rowKey="id"
      size="small"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 880 }}
      columns={[
        {
          title: t("insight.by.queue"),
          fixed: "left",
          width: 148,
          render: (_, queue) => (
            <>
              <a {...linkTo(`/insight?range=today&by=hour&queue=${queue.id}`)}>{queueName(queue)}</a>{" "}
              {!queue.open && <Tag>{t("floor.closed")}</Tag>}
            </>
          ),
        },
        {
          title: t("wall.waiting"),
          align: "right",
          className: "num",
          width: 84,
          render: (_, { id, waiting }) =>
            waiting === 0 ? 0 : <a {...linkTo(`/desk?view=waiting&queue=${id}`)}>{waiting}</a>,
        },
        {
          title: t("floor.longest"),
          align: "right",
          className: "num",
          width: 104,
          render: (_, queue) => <Longest queue={queue} />,
        },
        {
          title: t("floor.promised"),
          align: "right",
          className: "num",
          width: 92,
          render: (_, queue) => duration(queue.service_level_seconds),
        },
        ...kpis.map((kpi) => ({
          title: nameOf(kpi),
          align: "right" as const,
          className: "num",
          width: 112,
          render: (_: unknown, queue: LiveQueue) => (
            <span className={css.plain} data-tone={judged(kpi, queue.today[kpi.code])}>
              {figure(kpi.unit, queue.today[kpi.code])}
            </span>
          ),
        })),
      ]}
    />
  );
}
