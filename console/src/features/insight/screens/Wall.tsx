import { CircleAlert, Maximize, Trophy, WifiOff, X } from "lucide-react";
import { useEffect, useMemo } from "react";
import type { CSSProperties } from "react";
import { Bones, Failed, IconButton, go, serverNow, useKeys, useNow } from "@/design";
import { dark, variable } from "@/design/tokens";
import { useSession } from "@/features/session";
import { locale, t } from "@/i18n";
import { startLive } from "@/live";
import { useBoard, useDefinitions, useLive, useLiveAtOnce, useNewestBuild } from "../data";
import { drawing } from "../drawing";
import { figure, nameOf } from "../figures";
import { useGreenSound } from "../parts/Alerts";
import { Chart } from "../parts/Chart";
import type { Definitions, Live } from "../shapes";
import { figures, praised } from "../wall";
import type { Figure } from "../wall";
import css from "./Wall.module.css";

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

function Figures({ live, definitions }: { live: Live; definitions: Definitions }) {
  const now = useNow();
  return (
    <section className={css.tiles} aria-label={t("insight.tiles")}>
      {figures(live, definitions, now).map((shown) => (
        <Tile key={shown.code} shown={shown} />
      ))}
    </section>
  );
}

function Trend({ definitions }: { definitions: Definitions }) {
  const { today } = definitions;
  const board = useBoard({ from: today, to: today, by: "hour" });
  const now = useHour();
  const kpi = definitions.byCode[TREND];
  const option = useMemo(
    () => (board.data && kpi ? drawing(board.data, kpi, dark, now, AXIS_SIZE) : null),
    [board.data, kpi, now],
  );
  return (
    <section className={css.card}>
      <h2>{kpi && t("wall.by_hour", { figure: nameOf(kpi) })}</h2>
      <div className={css.chart}>{option && <Chart option={option} height="100%" />}</div>
    </section>
  );
}

function DoneWell({ definitions }: { definitions: Definitions }) {
  const { today } = definitions;
  const board = useBoard({ from: today, to: today, by: "agent" });
  const people = board.data ? praised(board.data) : [];
  return (
    <section className={css.card}>
      <h2>
        <Trophy aria-hidden />
        {t("wall.done_well")}
      </h2>
      {people.length === 0 && board.data && <p className={css.note}>{t("wall.nobody_yet")}</p>}
      <ol className={css.people}>
        {people.map((one) => (
          <li key={one.id}>
            <b>{one.name}</b>
            <span>{t("wall.good_scores", { count: one.good })}</span>
            <span>{figure("score", one.score)}</span>
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

/** The wallboard: read from six metres away, for days, with nobody to look after it. */
export function Wall() {
  const session = useSession();
  const definitions = useDefinitions();
  const live = useLive();
  useEffect(startLive, []);
  useLiveAtOnce();
  useGreenSound(live.data?.alerts);
  useNewestBuild();
  const whole = (): void => {
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen().catch(() => undefined);
    else void document.exitFullscreen();
  };
  useKeys((event) => {
    if (event.key === "Escape" && document.fullscreenElement === null) go("/insight");
    if (event.key === "f") whole();
  });
  const broken = [definitions, live].find((query) => query.isError && query.data === undefined);
  return (
    <div className={css.wall} style={NIGHT} data-theme="dark">
      <header className={css.top}>
        <b className={css.tenant}>{session.tenant.name}</b>
        {live.data && <Standing at={live.dataUpdatedAt + serverNow() - Date.now()} failing={live.isError} />}
        <span className={css.fill} />
        <span className={css.tools}>
          <IconButton label={t("wall.whole")} keys="F" icon={<Maximize size={20} aria-hidden />} onClick={whole} />
          <IconButton
            label={t("wall.leave")}
            keys="Esc"
            icon={<X size={20} aria-hidden />}
            onClick={() => go("/insight")}
          />
        </span>
        {definitions.data && <Clock zone={definitions.data.zone} />}
      </header>
      {broken && <Failed error={broken.error} retry={() => void broken.refetch()} />}
      {!broken && (live.data === undefined || definitions.data === undefined) && <Bones rows={8} height={40} />}
      {live.data && definitions.data && (
        <>
          <Figures live={live.data} definitions={definitions.data} />
          <div className={css.below}>
            <Trend definitions={definitions.data} />
            <DoneWell definitions={definitions.data} />
          </div>
        </>
      )}
    </div>
  );
}
