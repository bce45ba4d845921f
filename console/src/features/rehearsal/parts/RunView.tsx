import Collapse from "antd/es/collapse";
import Drawer from "antd/es/drawer";
import Table from "antd/es/table";
import type { RehearsalFigures, RehearsalOut, RehearsalResult } from "@/api/rehearsal";
import { Bones, Failed, Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { alone, late, percent, useRun, wrong } from "../data";
import css from "./rehearsal.module.css";

interface Row {
  name: string;
  of: RehearsalFigures;
}

function Figures({ found }: { found: RehearsalOut }) {
  const named = (all: Record<string, RehearsalFigures>): Row[] =>
    Object.entries(all).map(([name, of]) => ({ name, of }));
  const rows: Row[] = [
    ...(found.run.figures === null ? [] : [{ name: t("rehearsal.all"), of: found.run.figures }]),
    ...(found.before?.figures ? [{ name: t("rehearsal.before"), of: found.before.figures }] : []),
    ...named(found.parts).map((one) => ({ ...one, name: tCode("rehearsal_part", one.name) })),
    ...named(found.topics),
  ];
  return (
    <Table<Row>
      rowKey="name"
      size="small"
      dataSource={rows}
      pagination={false}
      scroll={{ x: 640 }}
      columns={[
        { title: "", dataIndex: "name" },
        { title: t("rehearsal.dialogues"), align: "right", render: (_, { of }) => of.dialogues },
        { title: t("rehearsal.alone"), align: "right", render: (_, { of }) => (of.goals ? percent(alone(of)) : "–") },
        { title: t("rehearsal.wrong"), align: "right", render: (_, { of }) => percent(wrong(of), 2) },
        { title: t("rehearsal.beside"), align: "right", render: (_, { of }) => of.beside },
        { title: t("rehearsal.late"), align: "right", render: (_, { of }) => (of.needs ? percent(late(of)) : "–") },
        { title: t("rehearsal.needless"), align: "right", render: (_, { of }) => of.needless },
        { title: t("rehearsal.turns"), align: "right", render: (_, { of }) => of.turns.toFixed(1) },
      ]}
    />
  );
}

/** One dialogue that failed, turn by turn, with the reasons. */
function Failure({ one }: { one: RehearsalResult }) {
  const { verdict, played } = one;
  return (
    <>
      {(verdict.missing ?? []).length > 0 && (
        <p>
          {t("rehearsal.missing")} {(verdict.missing ?? []).join(" · ")}
        </p>
      )}
      {(verdict.wrong ?? []).map((each, at) => (
        <p key={at}>
          {t("rehearsal.wrong_at", { turn: each.turn })} {each.what}
        </p>
      ))}
      <ul className={css.talk}>
        {(played?.exchanges ?? []).flatMap((each, at) => [
          ...each.said.map((line, n) => (
            <li key={`${at}-${n}`} className={css.mine}>
              {line}
            </li>
          )),
          <li key={`${at}-bot`}>
            {each.answer.text}
            <small>
              {[
                ...(each.answer.titles ?? []),
                ...(each.answer.calls ?? []).map((call) => `${call.operation} ${call.status || call.error}`),
                ...(each.answer.then === "human"
                  ? [t("rehearsal.to_person", { queue: each.answer.queue ?? "–" })]
                  : []),
              ].join(" · ")}
            </small>
          </li>,
        ])}
      </ul>
    </>
  );
}

function Inside({ found }: { found: RehearsalOut }) {
  return (
    <>
      <Figures found={found} />
      {found.lost.length > 0 && (
        <p>
          {t("rehearsal.lost")} {found.lost.join(" · ")}
        </p>
      )}
      {found.won.length > 0 && (
        <p>
          {t("rehearsal.won")} {found.won.join(" · ")}
        </p>
      )}
      <h3>{t("rehearsal.failures", { count: found.results.length })}</h3>
      <Collapse
        size="small"
        items={found.results.map((one) => ({
          key: one.verdict.id,
          label: (
            <>
              {one.verdict.id}{" "}
              {(one.verdict.reasons ?? []).map((reason) => (
                <Tag key={reason} tone="amber">
                  {tCode("rehearsal_reason", reason)}
                </Tag>
              ))}{" "}
              {one.verdict.held_out && <Tag>{tCode("rehearsal_part", "held_out")}</Tag>}
            </>
          ),
          children: <Failure one={one} />,
        }))}
      />
    </>
  );
}

/** One rehearsal: its figures beside the one before, and what failed. */
export function RunView({ id, close }: { id: string; close: () => void }) {
  const query = useRun(id);
  return (
    <Drawer open onClose={close} title={t("rehearsal.title")} size={860}>
      {query.isPending && <Bones rows={6} />}
      {query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data !== undefined && <Inside found={query.data} />}
    </Drawer>
  );
}
