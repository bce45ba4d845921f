import Button from "antd/es/button";
import Progress from "antd/es/progress";
import Table from "antd/es/table";
import { Play } from "lucide-react";
import { useState } from "react";
import type { RehearsalRun } from "@/api/rehearsal";
import { Ago, Bones, Empty, Failed, Tag, sayError, sayInfo } from "@/design";
import { t, tCode } from "@/i18n";
import { alone, beginRehearsal, cancelRun, isGoing, late, percent, useRuns, wrong } from "../data";
import { FloorForm } from "./FloorForm";
import { RunView } from "./RunView";
import css from "./rehearsal.module.css";

function State({ run }: { run: RehearsalRun }) {
  if (isGoing(run)) return <Progress percent={Math.round((100 * run.done) / Math.max(run.total, 1))} size="small" />;
  if (run.state !== "done")
    return (
      <Tag tone={run.state === "failed" ? "red" : "plain"}>
        {tCode("rehearsal_state", run.state)}
        {run.error !== "" && ` · ${tCode("rehearsal_error", run.error, {}, run.error)}`}
      </Tag>
    );
  return <Tag tone={run.passed ? "green" : "red"}>{run.passed ? t("rehearsal.passed") : t("rehearsal.below")}</Tag>;
}

/** The rehearsals that were played, the latest first; another one, and what it must reach. */
export function Runs({ writes }: { writes: boolean }) {
  const query = useRuns();
  const [open, setOpen] = useState<string | null>(null);
  const items = query.data;
  const figure = (of: (run: NonNullable<RehearsalRun["figures"]>) => string) => (_: unknown, run: RehearsalRun) =>
    run.figures === null ? "–" : of(run.figures);
  return (
    <>
      <FloorForm writes={writes} />
      {writes && (
        <div className={css.tools}>
          <Button
            type="primary"
            icon={<Play size={14} aria-hidden />}
            disabled={items?.some(isGoing) ?? true}
            onClick={() =>
              void beginRehearsal()
                .then(() => sayInfo(t("rehearsal.begun")))
                .catch(sayError)
            }
          >
            {t("rehearsal.begin")}
          </Button>
        </div>
      )}
      {query.isPending && <Bones rows={3} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && <Empty title={t("rehearsal.none")} text={t("rehearsal.none_hint")} />}
      {items !== undefined && items.length > 0 && (
        <Table<RehearsalRun>
          rowKey="id"
          size="middle"
          dataSource={items}
          pagination={false}
          scroll={{ x: 900 }}
          columns={[
            {
              title: t("rehearsal.when"),
              render: (_, run) => (
                <>
                  <Ago at={run.asked_at} /> <span className="muted">{run.asked_by_name}</span>
                  {run.flow_version !== null && (
                    <div className="muted">
                      {t("rehearsal.with_flow", { name: run.flow_name, version: run.flow_version })}
                    </div>
                  )}
                </>
              ),
            },
            { title: t("rehearsal.state"), width: 170, render: (_, run) => <State run={run} /> },
            { title: t("rehearsal.dialogues"), dataIndex: "total", width: 90, align: "right", className: "num" },
            { title: t("rehearsal.alone"), width: 110, align: "right", render: figure((one) => percent(alone(one))) },
            { title: t("rehearsal.wrong"), width: 90, align: "right", render: figure((one) => percent(wrong(one), 2)) },
            { title: t("rehearsal.late"), width: 130, align: "right", render: figure((one) => percent(late(one))) },
            {
              title: "",
              width: 110,
              align: "right",
              render: (_, run) =>
                run.state === "done" ? (
                  <Button size="small" onClick={() => setOpen(run.id)}>
                    {t("rehearsal.open")}
                  </Button>
                ) : (
                  writes &&
                  isGoing(run) && (
                    <Button size="small" onClick={() => void cancelRun(run.id).catch(sayError)}>
                      {t("action.cancel")}
                    </Button>
                  )
                ),
            },
          ]}
        />
      )}
      {open !== null && <RunView id={open} close={() => setOpen(null)} />}
    </>
  );
}
