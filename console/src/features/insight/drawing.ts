// A figure as a picture: what ECharts is told. Pure.
import type { EChartsCoreOption } from "echarts/core";
import type { Board, Kpi } from "@/api/types";
import { FONT } from "@/design/tokens";
import type { Palette } from "@/design/tokens";
import { locale, t } from "@/i18n";
import { definitionOf, figure, nameOf, rowName } from "./figures";

const HOUR_MS = 3_600_000;
const MOST_BARS = 20;

export interface Point {
  key: string;
  label: string;
  value: number | null;
}

function dayKeys(board: Board): string[] {
  // A day of the house may have 23 or 25 hours: step by noon, then look where that day begins.
  const known = new Map(board.rows.map((row) => [Date.parse(row.key), row.key]));
  const keys: string[] = [];
  let at = Date.parse(board.since);
  const until = Date.parse(board.until);
  while (at < until) {
    const near = [at - HOUR_MS, at, at + HOUR_MS].find((moment) => known.has(moment)) ?? at;
    keys.push(known.get(near) ?? new Date(near).toISOString());
    at = near + 24 * HOUR_MS;
  }
  return keys;
}

function hourKeys(board: Board): string[] {
  const keys: string[] = [];
  for (let at = Date.parse(board.since); at < Date.parse(board.until); at += HOUR_MS) {
    keys.push(new Date(at).toISOString().replace(".000Z", "Z"));
  }
  return keys;
}

/** Of intervals every one, also those in which nothing happened; of groups the largest. `now` (ms): nothing later is told. */
export function points(board: Board, kpi: Kpi, now: number): Point[] {
  const { by, zone } = board;
  if (by === "hour" || by === "day") {
    const rows = new Map(board.rows.map((row) => [Date.parse(row.key), row]));
    const keys = by === "hour" ? hourKeys(board) : dayKeys(board);
    return keys
      .filter((key) => Date.parse(key) <= now)
      .map((key) => {
        const value =
          rows.get(Date.parse(key))?.values[kpi.code] ??
          (kpi.unit === "count" && !kpi.formula.includes("/") ? 0 : null);
        return { key, label: rowName(by, { key, name: "", name_en: "" }, zone), value };
      });
  }
  return board.rows
    .map((row) => ({ key: row.key, label: rowName(by, row, zone), value: row.values[kpi.code] ?? null }))
    .filter((point) => point.value !== null)
    .toSorted((a, b) => b.value! - a.value!)
    .slice(0, MOST_BARS);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function tooltip(kpi: Kpi, colours: Palette, list: Point[]): EChartsCoreOption {
  return {
    trigger: "axis",
    confine: true,
    backgroundColor: colours.raised,
    borderColor: colours.line,
    textStyle: { color: colours.ink, fontSize: 12, fontFamily: FONT },
    extraCssText: "max-width:280px;white-space:normal",
    formatter: (items: { dataIndex: number }[]) => {
      const point = list[items[0]?.dataIndex ?? -1];
      if (point === undefined) return "";
      const said = `${escaped(point.label)}<br><b>${nameOf(kpi)} ${figure(kpi.unit, point.value)}</b>`;
      return `${said}<div style="color:${colours.secondary};margin-top:4px">${escaped(definitionOf(kpi))}</div>`;
    },
  };
}

function target(kpi: Kpi, colours: Palette, lying: boolean, size: number): EChartsCoreOption | undefined {
  if (kpi.target === null) return undefined;
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: colours.amberFill, type: "dashed", width: 1.5 },
    label: {
      formatter: t("insight.target", { value: figure(kpi.unit, kpi.target) }),
      position: lying ? "end" : "insideEndTop",
      color: colours.amber,
      fontSize: size - 1,
    },
    data: [lying ? { xAxis: kpi.target } : { yAxis: kpi.target }],
  };
}

const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** The value axis holds the target, too, so that one sees how far away it is; seconds go by steps that people count in. */
function reach(kpi: Kpi, list: Point[]): { min?: number; max?: number; interval?: number } {
  if (kpi.unit === "ratio" && kpi.better === "up") return { min: 0, max: 1, interval: 0.2 };
  if (kpi.unit === "score") return { min: 1, max: 5, interval: 1 };
  const most = Math.max(...list.map((point) => point.value ?? 0), kpi.target ?? 0) * 1.05;
  if (kpi.unit !== "seconds") return most > 0 && kpi.target !== null ? { min: 0, max: most } : { min: 0 };
  const interval = STEPS.find((step) => most / step <= 5) ?? 604_800;
  return { min: 0, max: Math.max(1, Math.ceil(most / interval)) * interval, interval };
}

/** How high the picture is: every group has a line of its own. */
export function heightOf(board: Board): number {
  return board.by === "hour" || board.by === "day"
    ? 280
    : Math.max(120, Math.min(board.rows.length, MOST_BARS) * 24 + 48);
}

/** Lines for what flows, bars for what is counted and for groups; groups lie so that their names can be read. */
export function drawing(board: Board, kpi: Kpi, colours: Palette, now: number, size = 12): EChartsCoreOption {
  const list = points(board, kpi, now);
  const lying = board.by !== "hour" && board.by !== "day";
  const bars = lying || kpi.unit === "count";
  const categories = {
    type: "category",
    data: list.map((point) => point.label),
    inverse: lying,
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { show: false },
    axisLabel: {
      color: colours.secondary,
      fontSize: 12,
      hideOverlap: !lying,
      interval: lying ? 0 : "auto",
      width: lying ? 150 : undefined,
      overflow: "truncate",
    },
  };
  const values = {
    type: "value",
    ...reach(kpi, list),
    splitNumber: 4,
    splitLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.secondary, fontSize: size, formatter: (value: number) => axis(kpi, value) },
  };
  return {
    animation: false,
    aria: {
      enabled: true,
      label: {
        description: `${nameOf(kpi)}: ${list.map((p) => `${p.label} ${figure(kpi.unit, p.value)}`).join(", ")}`,
      },
    },
    textStyle: { fontFamily: FONT },
    grid: { left: 8, right: lying ? 64 : 16, top: 20, bottom: 4, containLabel: true },
    tooltip: tooltip(kpi, colours, list),
    xAxis: lying ? values : categories,
    yAxis: lying ? categories : values,
    series: [
      {
        type: bars ? "bar" : "line",
        data: list.map((point) => point.value),
        color: colours.brand,
        barMaxWidth: lying ? 16 : 28,
        itemStyle: bars ? { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] } : undefined,
        lineStyle: { width: 2 },
        symbolSize: 5,
        showSymbol: list.length <= 40,
        label: lying
          ? {
              show: true,
              position: "right",
              color: colours.secondary,
              formatter: (item: { value: number }) => figure(kpi.unit, item.value),
            }
          : undefined,
        markLine: target(kpi, colours, lying, size),
      },
    ],
  };
}

function axis(kpi: Kpi, value: number): string {
  if (kpi.unit === "ratio") return `${Number((value * 100).toFixed(1))}%`;
  if (kpi.unit === "seconds") return value === 0 ? "0" : figure(kpi.unit, Math.round(value));
  return value.toLocaleString(locale());
}
