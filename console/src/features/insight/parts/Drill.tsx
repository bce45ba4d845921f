import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { Behind, Board, BoardQuery } from "@/api/types";
import { Bones, ChannelIcon, Empty, Failed, linkTo } from "@/design";
import { ExportThese, exactly } from "@/features/conversations";
import { usePeople } from "@/features/people";
import { locale, queueName, t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { allBehind, useBehind } from "../data";
import { counted, definitionOf, figure, nameOf, rowName } from "../figures";
import type { Opened } from "./BoardTable";
import css from "./insight.module.css";

function Line({ item, kind, zone }: { item: Behind; kind: "" | "ms" | "number"; zone: string }) {
  const queue = usePeople((state) => (item.queue_id === null ? undefined : state.queues[item.queue_id]));
  const agent = usePeople((state) => (item.agent_id === null ? undefined : state.agents[item.agent_id]));
  const at = new Intl.DateTimeFormat(locale(), {
    timeZone: zone,
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
  });
  const gone = item.customer === "";
  const body = (
    <>
      <span className={css.lineTop}>
        <ChannelIcon channel={item.channel} />
        <b className="cut">{gone ? t("insight.gone") : item.customer}</b>
        <span className="cut muted">{item.subject}</span>
        <b className="num">{counted(kind, item.value)}</b>
      </span>
      <span className={css.lineFoot}>
        <time className="num" dateTime={item.at} title={exact(item.at)}>
          {at.format(new Date(item.at))}
        </time>
        {queue && <span>{queueName(queue)}</span>}
        {agent && <span>{agent.name}</span>}
      </span>
    </>
  );
  if (gone) return <div className={css.line}>{body}</div>;
  return (
    <a className={css.line} {...linkTo(`/desk/${item.conversation_id}?view=all`)}>
      {body}
    </a>
  );
}

interface Props {
  opened: Opened;
  board: Board;
  query: BoardQuery;
  close: () => void;
}

/** The conversations behind a figure: exactly those it counts, by what is counted. */
export function Drill({ opened, board, query, close }: Props) {
  const { kpi, row } = opened;
  const measures = kpi.measures.filter((one) => one.drill);
  const [measure, setMeasure] = useState(measures[0]!.code);
  const chosen = measures.find((one) => one.code === measure) ?? measures[0]!;
  const found = useBehind(query, chosen.code, row === null ? null : row.key);
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const value = (row === null ? board.total : row.values)[kpi.code];
  const name = row === null ? t("insight.total") : rowName(board.by, row, board.zone);
  const word = (one: (typeof kpi.measures)[number]): string => (locale() === "en" ? one.en : one.zh);
  return (
    <Drawer open onClose={close} size={520} title={`${nameOf(kpi)} ${figure(kpi.unit, value)} · ${name}`}>
      <p className={css.definition}>
        {definitionOf(kpi)} <code>{kpi.formula}</code>
      </p>
      {measures.length > 1 && (
        <Segmented
          size="small"
          className={css.measures}
          value={chosen.code}
          onChange={setMeasure}
          options={measures.map((one) => ({ value: one.code, label: tCode("insight.measure", one.code) }))}
        />
      )}
      <div className={css.behind}>
        <p className={css.definition}>{word(chosen)}</p>
        {items.length > 0 && (
          <ExportThese
            words={t("export_these.figure")}
            which={async () => exactly(await allBehind(query, chosen.code, row === null ? null : row.key), "figure")}
          />
        )}
      </div>
      {found.isPending && <Bones rows={6} />}
      {found.isError && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isSuccess && items.length === 0 && <Empty title={t("insight.nothing_behind")} />}
      {items.map((item) => (
        <Line key={`${item.conversation_id} ${item.no}`} item={item} kind={chosen.value} zone={board.zone} />
      ))}
      {found.hasNextPage && (
        <Button block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
    </Drawer>
  );
}
