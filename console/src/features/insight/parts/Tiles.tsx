import { ArrowDown, ArrowUp, CircleAlert, CircleCheck } from "lucide-react";
import type { Board, Kpi } from "@/api/types";
import { t } from "@/i18n";
import { definitionOf, figure, judged, nameOf, sampleNote, tilesOf, trend, unknown, unknownNote } from "../figures";
import type { Definitions } from "../shapes";
import css from "./insight.module.css";

function Target({ kpi, value }: { kpi: Kpi; value: number | null }) {
  const tone = judged(kpi, value);
  if (kpi.target === null) return null;
  const Icon = tone === "bad" ? CircleAlert : CircleCheck;
  return (
    <span className={css.target} data-tone={tone}>
      {tone !== "plain" && <Icon size={12} aria-label={tone === "good" ? t("insight.met") : t("insight.missed")} />}
      {t("insight.target", { value: figure(kpi.unit, kpi.target) })}
    </span>
  );
}

function Change({ kpi, board }: { kpi: Kpi; board: Board }) {
  const change = trend(kpi, board.total[kpi.code], board.before[kpi.code]);
  if (change === null) return null;
  const Icon = change.up ? ArrowUp : ArrowDown;
  return (
    <span
      className={css.change}
      data-tone={change.tone}
      title={t("insight.before", { value: figure(kpi.unit, board.before[kpi.code]) })}
    >
      <Icon size={12} aria-label={change.up ? t("insight.up") : t("insight.down")} />
      {change.text}
    </span>
  );
}

/** What is to be known of a figure that rests on a sample, or that only time tells. */
function Note({ kpi, board }: { kpi: Kpi; board: Board }) {
  const sample = board.samples[kpi.code];
  const note = sample === undefined ? unknownNote(kpi, board) : sampleNote(kpi, sample);
  return note === "" ? null : <span className={css.note}>{note}</span>;
}

interface Props {
  /** which; the usual ones of a board when missing */
  codes?: readonly string[];
  board: Board;
  definitions: Definitions;
  chosen: string;
  choose: (code: string) => void;
}

/** The few figures that matter most: value, target, and where it goes. The chosen one is drawn below. */
export function Tiles({ codes, board, definitions, chosen, choose }: Props) {
  return (
    <div className={css.tiles} role="group" aria-label={t("insight.tiles")}>
      {(codes ?? tilesOf(board)).map((code) => {
        const kpi = definitions.byCode[code];
        if (kpi === undefined) return null;
        const value = board.total[code] ?? null;
        return (
          <button
            key={code}
            type="button"
            className={css.tile}
            aria-pressed={code === chosen}
            title={definitionOf(kpi)}
            onClick={() => choose(code)}
          >
            <span className={css.tileName}>{nameOf(kpi)}</span>
            <b className={css.tileValue} data-unknown={unknown(kpi, board, null, value) || undefined}>
              {unknown(kpi, board, null, value) ? t("insight.not_known") : figure(kpi.unit, value)}
            </b>
            <span className={css.tileFoot}>
              <Target kpi={kpi} value={value} />
              <Change kpi={kpi} board={board} />
              <Note kpi={kpi} board={board} />
            </span>
          </button>
        );
      })}
    </div>
  );
}
