import Button from "antd/es/button";
import Select from "antd/es/select";
import { ChartNoAxesCombined, MonitorPlay } from "lucide-react";
import { useMemo, useState } from "react";
import { Bones, Empty, Failed, go, linkTo, serverNow, useKept, useRoute, useStore } from "@/design";
import { themeDark } from "@/design/theme";
import { dark, light } from "@/design/tokens";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { allowed, asked, read, write } from "../choice";
import type { Choice } from "../choice";
import { useBoard, useDefinitions } from "../data";
import type { Definitions } from "../shapes";
import { drawing, heightOf, points } from "../drawing";
import { columnsOf, definitionOf, nameOf, tilesOf } from "../figures";
import { BoardTable } from "../parts/BoardTable";
import type { Opened } from "../parts/BoardTable";
import { Chart } from "../parts/Chart";
import { Drill } from "../parts/Drill";
import { Export } from "../parts/Export";
import { FilterBar } from "../parts/Filters";
import { Places } from "../parts/Places";
import { Tiles } from "../parts/Tiles";
import { WaitLine } from "../parts/WaitLine";
import css from "../parts/insight.module.css";

function Figures({
  choice,
  definitions,
  choose,
}: {
  choice: Choice;
  definitions: Definitions;
  choose: (next: Choice) => void;
}) {
  const night = useStore(themeDark);
  const [opened, setOpened] = useState<Opened | null>(null);
  const [columns, setColumns] = useKept<string[] | null>("insight.columns", null);
  const ofPeople = choice.by === "team" || choice.by === "agent";
  const table = useBoard(asked(choice));
  // The tiles tell of everybody, also while the table tells of one person a row.
  const whole = useBoard(ofPeople ? asked(choice, "day") : null);
  const board = table.data;
  const total = ofPeople ? whole.data : board;
  const code =
    choice.kpi !== null && board?.kpis.includes(choice.kpi) ? choice.kpi : (board && tilesOf(board)[0]) || null;
  const kpi = code === null ? undefined : definitions.byCode[code];
  const option = useMemo(
    () => (board && kpi ? drawing(board, kpi, night ? dark : light, serverNow()) : null),
    [board, kpi, night],
  );
  const broken = table.isError ? table : whole.isError ? whole : null;
  if (broken !== null) return <Failed error={broken.error} retry={() => void broken.refetch()} />;
  if (board === undefined || total === undefined) return <Bones rows={8} height={18} />;
  const choices = board.kpis.map((one) => ({ value: one, label: nameOf(definitions.byCode[one]!) }));
  const pick = (index: number): void => {
    const row = kpi && board.rows.find((one) => one.key === points(board, kpi, serverNow())[index]?.key);
    if (kpi && row) setOpened({ kpi, row });
  };
  return (
    <div className={css.board} data-stale={table.isPlaceholderData || undefined} aria-busy={table.isPlaceholderData}>
      <Tiles
        board={total}
        definitions={definitions}
        chosen={code ?? ""}
        choose={(next) => choose({ ...choice, kpi: next })}
      />
      {board.rows.length === 0 ? (
        <Empty
          icon={<ChartNoAxesCombined size={20} aria-hidden />}
          title={t("insight.empty")}
          text={t("insight.empty_hint")}
        />
      ) : (
        <>
          <section className={css.card}>
            <header className={css.cardHead}>
              <Select
                aria-label={t("insight.figure")}
                variant="borderless"
                className={css.figure}
                value={code}
                options={choices}
                showSearch={{ optionFilterProp: "label" }}
                onChange={(next) => choose({ ...choice, kpi: next })}
              />
              <p className="muted">{kpi && definitionOf(kpi)}</p>
            </header>
            {option && <Chart option={option} height={heightOf(board)} pick={pick} />}
          </section>
          <section className={css.card}>
            <header className={css.cardHead}>
              <b>{t("insight.table")}</b>
              <span className={css.fill} />
              <Select
                aria-label={t("insight.columns")}
                mode="multiple"
                maxTagCount={0}
                maxTagPlaceholder={(left) => t("insight.columns_of", { count: left.length })}
                className={css.columns}
                value={columns?.filter((one) => board.kpis.includes(one)) ?? columnsOf(board)}
                options={choices}
                optionFilterProp="label"
                onChange={(next) => setColumns(next.length ? next : null)}
              />
            </header>
            <BoardTable board={board} definitions={definitions} columns={columns} open={setOpened} />
          </section>
        </>
      )}
      {opened && <Drill opened={opened} board={board} query={asked(choice)} close={() => setOpened(null)} />}
    </div>
  );
}

/** Key figures of a range of days: tiles, one picture, a table; every number leads to the conversations behind it. */
export function Board() {
  const session = useSession();
  const { search } = useRoute();
  const definitions = useDefinitions();
  const own = !can(session, "insight.read");
  const choice = definitions.data && read(search, definitions.data.today, own);
  const choose = (next: Choice): void => go(write(allowed(next, own)), { replace: true });
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{own ? t("insight.mine") : t("insight.title")}</h1>
        {!own && <Places here="board" />}
        <span className={css.fill} />
        {choice && <Export query={asked(choice)} />}
        {!own && (
          <Button icon={<MonitorPlay size={14} aria-hidden />} {...linkTo("/wall")}>
            {t("insight.wall")}
          </Button>
        )}
      </header>
      {definitions.isError && definitions.data === undefined && (
        <Failed error={definitions.error} retry={() => void definitions.refetch()} />
      )}
      {definitions.isPending && <Bones rows={8} height={18} />}
      {definitions.data && choice && (
        <>
          <FilterBar choice={choice} today={definitions.data.today} own={own} choose={choose} />
          {choice.queue !== null && choice.queue !== "none" && <WaitLine queue={choice.queue} />}
          <Figures choice={choice} definitions={definitions.data} choose={choose} />
        </>
      )}
    </div>
  );
}
