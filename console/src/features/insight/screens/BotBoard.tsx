import Button from "antd/es/button";
import Select from "antd/es/select";
import { Bot, ClipboardCheck } from "lucide-react";
import { useMemo, useState } from "react";
import { Bones, Empty, Failed, go, linkTo, serverNow, useRoute, useStore } from "@/design";
import { themeDark } from "@/design/theme";
import { dark, light } from "@/design/tokens";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";
import { ALL, COLUMNS, TILES } from "../bot";
import { BYS_OF_BOT, asked, ofBot, read, write } from "../choice";
import type { Choice } from "../choice";
import { useBoard, useDefinitions } from "../data";
import { drawing, heightOf, points } from "../drawing";
import { definitionOf, nameOf, unknownNote } from "../figures";
import { BoardTable } from "../parts/BoardTable";
import type { Opened } from "../parts/BoardTable";
import { BotCards } from "../parts/BotCards";
import { Chart } from "../parts/Chart";
import { Drill } from "../parts/Drill";
import { Export } from "../parts/Export";
import { FilterBar } from "../parts/Filters";
import { Places } from "../parts/Places";
import { Tiles } from "../parts/Tiles";
import { useReviewRules } from "../reviews";
import css from "../parts/insight.module.css";
import type { Definitions } from "../shapes";

const PAGE = "/insight/bot";
const query = (choice: Choice) => ({ ...asked(choice), kpis: ALL.join(",") });

interface Props {
  choice: Choice;
  definitions: Definitions;
  choose: (next: Choice) => void;
}

function Figures({ choice, definitions, choose }: Props) {
  const night = useStore(themeDark);
  const [opened, setOpened] = useState<Opened | null>(null);
  const { data: board, ...asking } = useBoard(query(choice));
  const code = choice.kpi !== null && ALL.includes(choice.kpi) ? choice.kpi : "containment";
  const kpi = definitions.byCode[code]!;
  const option = useMemo(
    () => (board ? drawing(board, kpi, night ? dark : light, serverNow()) : null),
    [board, kpi, night],
  );
  if (asking.isError) return <Failed error={asking.error} retry={() => void asking.refetch()} />;
  if (board === undefined) return <Bones rows={8} height={18} />;
  const pick = (index: number): void => {
    const row = board.rows.find((one) => one.key === points(board, kpi, serverNow())[index]?.key);
    if (row) setOpened({ kpi, row });
  };
  return (
    <div className={css.board} data-stale={asking.isPlaceholderData || undefined} aria-busy={asking.isPlaceholderData}>
      <Tiles
        codes={TILES}
        board={board}
        definitions={definitions}
        chosen={code}
        choose={(next) => choose({ ...choice, kpi: next })}
      />
      {board.rows.length === 0 ? (
        <Empty icon={<Bot size={20} aria-hidden />} title={t("bot_board.empty")} text={t("insight.empty_hint")} />
      ) : (
        <>
          <section className={css.card}>
            <header className={css.cardHead}>
              <Select
                aria-label={t("insight.figure")}
                variant="borderless"
                className={css.figure}
                value={code}
                options={ALL.map((one) => ({ value: one, label: nameOf(definitions.byCode[one]!) }))}
                showSearch={{ optionFilterProp: "label" }}
                onChange={(next) => choose({ ...choice, kpi: next })}
              />
              <p className="muted">
                {definitionOf(kpi)} {unknownNote(kpi, board)}
              </p>
            </header>
            {option && <Chart option={option} height={heightOf(board)} pick={pick} />}
          </section>
          <BotCards board={board} definitions={definitions} open={setOpened} />
          <section className={css.card}>
            <header className={css.cardHead}>
              <b>{t("insight.table")}</b>
            </header>
            <BoardTable board={board} definitions={definitions} columns={COLUMNS} open={setOpened} />
          </section>
        </>
      )}
      {opened && <Drill opened={opened} board={board} query={query(choice)} close={() => setOpened(null)} />}
    </div>
  );
}

/** What the digital employee does by itself, what it passes on and why, and whether it is right. */
export function BotBoard() {
  const { search } = useRoute();
  const definitions = useDefinitions();
  const may = can(useSession(), "bot.review");
  const rules = useReviewRules(may);
  const choice = definitions.data && ofBot(read(search, definitions.data.today, false));
  const choose = (next: Choice): void => go(write(ofBot(next), PAGE), { replace: true });
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("bot_board.title")}</h1>
        <Places here="bot" />
        <span className={css.fill} />
        {may && (
          <Button icon={<ClipboardCheck size={14} aria-hidden />} {...linkTo("/insight/bot/reviews")}>
            {rules.data?.waiting ? t("reviews.open_with", { count: rules.data.waiting }) : t("reviews.open")}
          </Button>
        )}
        {choice && <Export query={query(choice)} />}
      </header>
      {definitions.isError && definitions.data === undefined && (
        <Failed error={definitions.error} retry={() => void definitions.refetch()} />
      )}
      {definitions.isPending && <Bones rows={8} height={18} />}
      {definitions.data && choice && (
        <>
          <FilterBar choice={choice} today={definitions.data.today} own={false} choose={choose} bys={BYS_OF_BOT} />
          <Figures choice={choice} definitions={definitions.data} choose={choose} />
        </>
      )}
    </div>
  );
}
