import { CircleAlert, Maximize, Trophy, WifiOff, X } from "lucide-react";
import { useMemo } from "react";
import type { CSSProperties, ReactNode } from "react";
import { Bones, IconButton, serverNow, useKeys, useNow } from "@/design";
import { dark, variable } from "@/design/tokens";
import { locale, t } from "@/i18n";
import { drawing } from "../drawing";
import { figure, nameOf } from "../figures";
import { Chart } from "./Chart";
import type { Board, Definitions } from "../shapes";
import { figures, praised } from "../wall";
import type { Figure, Now } from "../wall";
import css from "../screens/Wall.module.css";

const NIGHT = Object.fromEntries(Object.entries(dark).map(([name, value]) => [variable(name), value])) as CSSProperties;
const STALE_MS = 20_000;
const MINUTE_MS = 60_000;
const TREND = "offered";
const AXIS_SIZE = 18;

/** The hour that ends with this moment: the picture is drawn anew when it changes, not each second. */
function useHour(): number {
  const now = useNow(60);
  return Math.floor(now / MINUTE_MS) * MINUTE_MS;
}

function Clock({ zone }: { zone: string }) {
  const now = new Date(useNow());
  const say = (parts: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale(), { timeZone: zone, ...parts }).format(now);
  return (
    <>
      <span className={css.day}>{say({ month: "long", day: "numeric", weekday: "long" })}</span>
      <b className={css.clock}>{say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}</b>
    </>
  );
}

function Tile({ shown }: { shown: Figure }) {
  return (
    <div className={css.tile} data-tone={shown.tone}>
      <span className={css.name}>{shown.name}</span>
      <b className={css.value}>{shown.value}</b>
      <span className={css.note}>
        {shown.tone === "bad" && <CircleAlert aria-label={t("insight.missed")} />}
        {shown.note}
      </span>
    </div>
  );
}

function Figures({ live, definitions }: { live: Now; definitions: Definitions }) {
  const now = useNow();
  return (
    <section className={css.tiles} aria-label={t("insight.tiles")}>
      {figures(live, definitions, now).map((shown) => (
        <Tile key={shown.code} shown={shown} />
      ))}
    </section>
  );
}

function Trend({ definitions, hours }: { definitions: Definitions; hours: Board | undefined }) {
  const now = useHour();
  const kpi = definitions.byCode[TREND];
  const option = useMemo(() => (hours && kpi ? drawing(hours, kpi, dark, now, AXIS_SIZE) : null), [hours, kpi, now]);
  return (
    <section className={css.card}>
      <h2>{kpi && t("wall.by_hour", { figure: nameOf(kpi) })}</h2>
      <div className={css.chart}>{option && <Chart option={option} height="100%" />}</div>
    </section>
  );
}

function DoneWell({ definitions, board }: { definitions: Definitions; board: Board | undefined }) {
  const people = board ? praised(board, definitions.byCode["satisfaction"]) : [];
  return (
    <section className={css.card}>
      <h2>
        <Trophy aria-hidden />
        {t("wall.done_well")}
      </h2>
      {people.length === 0 && board && <p className={css.note}>{t("wall.nobody_yet")}</p>}
      <ol className={css.people}>
        {people.map((one) => (
          <li key={one.id}>
            <b>{one.name}</b>
            <span>{t("wall.good_scores", { count: one.good })}</span>
            <span data-tone={one.tone}>{figure("score", one.score)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Standing({ at, failing }: { at: number; failing: boolean }) {
  const now = useNow();
  if (!failing && now - at < STALE_MS) return null;
  return (
    <span className={css.lost} role="status">
      <WifiOff aria-hidden />
      {t("wall.lost")}
    </span>
  );
}

/** What a wall shows, wherever it comes from; undefined: not known yet. */
export interface Shown {
  tenant: string;
  definitions: Definitions | undefined;
  live: Now | undefined;
  hours: Board | undefined;
  people: Board | undefined;
  /** when the floor was told last, by the machine's clock */
  at: number;
  failing: boolean;
  /** why there is nothing to show */
  trouble: ReactNode;
  /** null: there is nowhere to go */
  leave: (() => void) | null;
}

/** The wallboard: read from six metres away, for days, with nobody to look after it. */
export function WallView({ tenant, definitions, live, hours, people, at, failing, trouble, leave }: Shown) {
  const whole = (): void => {
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };
  useKeys((event) => {
    if (event.key === "Escape" && document.fullscreenElement === null) leave?.();
    if (event.key === "f") whole();
  });
  return (
    <div className={css.wall} style={NIGHT} data-theme="dark">
      <header className={css.top}>
        <b className={css.tenant}>{tenant}</b>
        {live && <Standing at={at + serverNow() - Date.now()} failing={failing} />}
        <span className={css.fill} />
        <span className={css.tools}>
          <IconButton label={t("wall.whole")} keys="F" icon={<Maximize size={20} aria-hidden />} onClick={whole} />
          {leave && (
            <IconButton label={t("wall.leave")} keys="Esc" icon={<X size={20} aria-hidden />} onClick={leave} />
          )}
        </span>
        {definitions && <Clock zone={definitions.zone} />}
      </header>
      {trouble}
      {!trouble && (live === undefined || definitions === undefined) && <Bones rows={8} height={40} />}
      {!trouble && live && definitions && (
        <>
          <Figures live={live} definitions={definitions} />
          <div className={css.below}>
            <Trend definitions={definitions} hours={hours} />
            <DoneWell definitions={definitions} board={people} />
          </div>
        </>
      )}
    </div>
  );
}
