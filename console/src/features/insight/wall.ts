// What the wall shows. Pure.
import type { Board, Definitions, Kpi, Live } from "./shapes";
import { t } from "@/i18n";
import { duration, elapsed } from "@/i18n/format";
import { figure, judged, nameOf } from "./figures";
import type { Tone } from "./figures";

export interface Figure {
  code: string;
  name: string;
  value: string;
  /** a line below: target, or who it is about */
  note: string;
  tone: Tone;
}

/** What of the floor a wall shows. */
export type Now = Pick<Live, "queues" | "agents" | "today">;

export interface Praised {
  id: string;
  name: string;
  good: number;
  handled: number;
  score: number | null;
  /** whether their average keeps its target: on a wall nobody is shown for missing it */
  tone: "good" | "plain";
}

const TODAY = ["service_level", "speed_of_answer", "abandonment", "satisfaction"];
const MOST_PRAISED = 6;

function ofToday(kpi: Kpi, live: Now): Figure {
  const value = live.today[kpi.code] ?? null;
  const note = kpi.target === null ? "" : t("insight.target", { value: figure(kpi.unit, kpi.target) });
  return { code: kpi.code, name: nameOf(kpi), value: figure(kpi.unit, value), note, tone: judged(kpi, value) };
}

/** Who waits and for how long; nobody may wait longer than promised. */
function waiting(live: Now, now: number): Figure {
  const count = live.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  let longest = 0;
  let late = false;
  for (const { longest_wait_since: since, service_level_seconds: promised } of live.queues) {
    if (since === null) continue;
    const waited = elapsed(since, now);
    longest = Math.max(longest, waited);
    late ||= waited > promised;
  }
  const note = count === 0 ? t("wall.nobody") : t("wall.longest", { time: duration(longest) });
  return { code: "waiting", name: t("wall.waiting"), value: String(count), note, tone: late ? "bad" : "plain" };
}

function people(live: Now): Figure {
  const { connected, busy, on_break: rest, away } = live.agents;
  const note = away > 0 ? t("wall.of_them_away", { busy, rest, away }) : t("wall.of_them", { busy, rest });
  return { code: "agents", name: t("wall.agents"), value: String(connected), note, tone: "plain" };
}

export function figures(live: Now, definitions: Definitions, now: number): Figure[] {
  const known = TODAY.map((code) => definitions.byCode[code]).filter((kpi) => kpi !== undefined);
  return [
    waiting(live, now),
    ...known.slice(0, 2).map((kpi) => ofToday(kpi, live)),
    people(live),
    ...known.slice(2).map((kpi) => ofToday(kpi, live)),
  ];
}

/** Those with good scores today, most first; of equals, who had more contacts. Nobody is shown for anything else. */
export function praised(board: Board, satisfaction: Kpi | undefined): Praised[] {
  const toneOf = (score: number | null): Praised["tone"] =>
    satisfaction && judged(satisfaction, score) === "good" ? "good" : "plain";
  return board.rows
    .map((row) => ({
      id: row.key,
      name: row.name,
      good: row.values.praised ?? 0,
      handled: row.values.handled ?? 0,
      score: row.values.satisfaction ?? null,
      tone: toneOf(row.values.satisfaction ?? null),
    }))
    .filter((one) => one.good > 0)
    .toSorted((a, b) => b.good - a.good || (b.score ?? 0) - (a.score ?? 0) || b.handled - a.handled)
    .slice(0, MOST_PRAISED);
}
