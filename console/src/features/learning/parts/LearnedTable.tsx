import Select from "antd/es/select";
import Table from "antd/es/table";
import { useState } from "react";
import type { LearnedCell } from "@/api/types";
import { queueName, t } from "@/i18n";
import { count } from "@/i18n/format";
import { percent } from "../data";
import css from "./learning.module.css";

interface Scale {
  from: number;
  to: number;
}

/** From where to where the intervals of those who are shown reach, in whole tens per cent: all on one line, none too small. */
export function scaleOf(cells: LearnedCell[]): Scale {
  const from = Math.floor(Math.min(1, ...cells.map(({ low }) => low)) * 10) / 10;
  const to = Math.ceil(Math.max(0, ...cells.map(({ high }) => high)) * 10) / 10;
  return { from, to: Math.max(to, from + 0.1) };
}

/** The interval on the line of all, and where the estimate lies in it. */
function Span({ cell, scale: { from, to } }: { cell: LearnedCell; scale: Scale }) {
  const along = (share: number): string => percent((share - from) / (to - from));
  return (
    <span className={css.span} aria-hidden>
      <i style={{ left: along(cell.low), width: percent((cell.high - cell.low) / (to - from)) }} />
      <b style={{ left: along(cell.resolved) }} />
    </span>
  );
}

/** One queue at a time: its agents, the best first. */
export function LearnedTable({ cells }: { cells: LearnedCell[] }) {
  const queues = [...new Map(cells.map((cell) => [cell.queue_id, cell])).values()];
  const [chosen, setChosen] = useState(queues[0]?.queue_id);
  const shown = queues.some(({ queue_id }) => queue_id === chosen) ? chosen : queues[0]?.queue_id;
  const agents = cells.filter(({ queue_id }) => queue_id === shown);
  const scale = scaleOf(agents);
  return (
    <>
      <Select
        className={css.queue ?? ""}
        value={shown ?? null}
        onChange={setChosen}
        aria-label={t("learning.queue")}
        popupMatchSelectWidth={false}
        options={queues.map((cell) => ({ value: cell.queue_id, label: queueName(cell) }))}
      />
      <Table<LearnedCell>
        rowKey="agent_id"
        size="middle"
        dataSource={agents}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 720 }}
        columns={[
          { title: t("learning.agent"), dataIndex: "agent" },
          {
            title: t("learning.resolved"),
            width: 110,
            align: "right",
            className: "num",
            render: (_, cell) => percent(cell.resolved),
          },
          {
            title: (
              <span className={css.scale}>
                <span>{`${Math.round(scale.from * 100)}%`}</span>
                <span>{`${Math.round(scale.to * 100)}%`}</span>
              </span>
            ),
            width: 240,
            render: (_, cell) => <Span cell={cell} scale={scale} />,
          },
          {
            title: t("learning.interval"),
            width: 150,
            className: "num",
            render: (_, cell) => `${percent(cell.low)} – ${percent(cell.high)}`,
          },
          {
            title: t("learning.count"),
            width: 110,
            align: "right",
            className: "num",
            render: (_, cell) => count(Math.round(cell.count)),
          },
        ]}
      />
    </>
  );
}
