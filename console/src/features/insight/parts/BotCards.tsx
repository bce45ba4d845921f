import type { Board, Kpi } from "@/api/types";
import { t, tCode } from "@/i18n";
import { MEANS, REASONS, bars } from "../bot";
import { definitionOf, figure, nameOf } from "../figures";
import type { Definitions } from "../shapes";
import type { Opened } from "./BoardTable";
import css from "./bot.module.css";

interface Props {
  board: Board;
  definitions: Definitions;
  open: (opened: Opened) => void;
}

interface LineProps {
  kpi: Kpi;
  value: number | null;
  name: string;
  more?: string;
  bar?: boolean;
  open: Props["open"];
}

/** A figure on one line; a number leads to the conversations behind it. */
function Line({ kpi, value, name, more = "", bar = false, open }: LineProps) {
  const said = (
    <>
      <span>
        {name} {more !== "" && <span className={css.more}>{more}</span>}
      </span>
      <b>{figure(kpi.unit, value)}</b>
      {bar && (
        <span className={css.track} aria-hidden>
          <span style={{ width: `${(value ?? 0) * 100}%` }} />
        </span>
      )}
    </>
  );
  return (
    <li>
      {value === null ? (
        <div className={css.row} title={definitionOf(kpi)}>
          {said}
        </div>
      ) : (
        <button type="button" className={css.row} title={definitionOf(kpi)} onClick={() => open({ kpi, row: null })}>
          {said}
        </button>
      )}
    </li>
  );
}

function Reasons({ board, definitions, open }: Props) {
  const found = bars(board, definitions, REASONS);
  const all = board.total.bot_passed ?? 0;
  return (
    <section className={css.card}>
      <h2>{t("bot_board.reasons")}</h2>
      <p className={css.about}>{t("bot_board.reasons_about", { count: all })}</p>
      {found.length === 0 && <p className="muted">{t("bot_board.no_reasons")}</p>}
      <ul className={css.rows}>
        {found.map(({ kpi, value }) => (
          <Line
            key={kpi.code}
            kpi={kpi}
            value={value}
            name={tCode("bot_board.reason", kpi.code.slice(11))}
            bar
            open={open}
          />
        ))}
      </ul>
    </section>
  );
}

function Means({ board, definitions, open }: Props) {
  const turns = MEANS.some((means) => board.total[`bot_by_${means}`] !== null);
  return (
    <section className={css.card}>
      <h2>{t("bot_board.means")}</h2>
      <p className={css.about}>{t("bot_board.means_about")}</p>
      {!turns && <p className="muted">{t("bot_board.no_means")}</p>}
      <ul className={css.rows}>
        {turns &&
          MEANS.map((means) => {
            const kept = board.total[`containment_${means}`] ?? null;
            return (
              <Line
                key={means}
                kpi={definitions.byCode[`bot_by_${means}`]!}
                value={board.total[`bot_by_${means}`] ?? null}
                name={tCode("bot_board.mean", means)}
                more={kept === null ? "" : t("bot_board.kept", { share: figure("ratio", kept) })}
                bar
                open={open}
              />
            );
          })}
      </ul>
    </section>
  );
}

const MORE = [
  "bot_night",
  "bot_night_containment",
  "bot_sourced",
  "bot_unknown",
  "bot_turns",
  "bot_unmet",
  "bot_unhelpful",
];

function More({ board, definitions, open }: Props) {
  return (
    <section className={css.card}>
      <h2>{t("bot_board.more")}</h2>
      <p className={css.about}>{t("bot_board.more_about")}</p>
      <ul className={css.rows}>
        {MORE.map((code) => {
          const kpi = definitions.byCode[code]!;
          return <Line key={code} kpi={kpi} value={board.total[code] ?? null} name={nameOf(kpi)} open={open} />;
        })}
      </ul>
    </section>
  );
}

/** Why it hands over, what decides its turns, and how nights and answers go. */
export function BotCards(props: Props) {
  return (
    <div className={css.cards}>
      <Reasons {...props} />
      <Means {...props} />
      <More {...props} />
    </div>
  );
}
