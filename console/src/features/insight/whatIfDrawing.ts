// Pictures of a simulation: each variant with its interval, and the day of all of them. Pure.
import type { EChartsCoreOption } from "echarts/core";
import type { WhatIfAnswer, WhatIfMoment } from "@/api/types";
import { FONT } from "@/design/tokens";
import type { Palette } from "@/design/tokens";
import { margin, said } from "./whatIf";

export const OF_DAY = ["service_level", "mean_wait", "abandonment", "queued", "occupancy", "staff"] as const;
export type OfDay = (typeof OF_DAY)[number];

/** A colour for each variant; told apart by the dash as well. */
export function colours(palette: Palette): string[] {
  return [palette.secondary, palette.brand, palette.amberFill, palette.redFill];
}
const DASHES = ["solid", "solid", "dashed", "dotted"];

function hour(answer: WhatIfAnswer, start: number): string {
  const minutes = Math.round(answer.opening_hour * 60 + start / 60);
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

function common(palette: Palette, description: string): EChartsCoreOption {
  return {
    animation: false,
    aria: { enabled: true, label: { description } },
    textStyle: { fontFamily: FONT, color: palette.ink },
  };
}

const axis = (palette: Palette) => ({
  axisLine: { lineStyle: { color: palette.line } },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: palette.line } },
  axisLabel: { color: palette.secondary, fontSize: 12 },
});

interface Placed {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}

/** Dots with whiskers: the mean and its 95 % interval, a line for each variant. */
export function whiskers(answer: WhatIfAnswer, code: string, palette: Palette): EChartsCoreOption {
  const list = answer.variants.map((one) => ({
    name: one.name,
    figure: one.figures[code] ?? { mean: null, half: null },
  }));
  const points = list.map(({ figure }, index) => [figure.mean ?? Number.NaN, index, figure.half ?? 0]);
  return {
    ...common(
      palette,
      list.map(({ name, figure }) => `${name} ${said(code, figure.mean)} ${margin(code, figure)}`).join(", "),
    ),
    grid: { left: 8, right: 24, top: 8, bottom: 4, containLabel: true },
    xAxis: {
      type: "value",
      scale: true,
      ...axis(palette),
      axisLabel: { ...axis(palette).axisLabel, hideOverlap: true, formatter: (value: number) => said(code, value) },
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: list.map(({ name }) => name),
      ...axis(palette),
      splitLine: { show: false },
      axisLabel: { ...axis(palette).axisLabel, width: 150, overflow: "truncate" },
    },
    series: [
      {
        type: "custom",
        data: points,
        encode: { x: [0], y: 1 },
        renderItem: ({ dataIndex }: { dataIndex: number }, api: Placed) => {
          const [mean, half] = [api.value(0), api.value(2)];
          const [x, y] = api.coord([mean, api.value(1)]);
          const [left, right] = [api.coord([mean - half, 0])[0], api.coord([mean + half, 0])[0]];
          const stroke = { stroke: colours(palette)[dataIndex], lineWidth: 2 };
          const line = (x1: number, y1: number, x2: number, y2: number) => ({
            type: "line",
            shape: { x1, y1, x2, y2 },
            style: stroke,
          });
          return {
            type: "group",
            children: [
              line(left, y, right, y),
              line(left, y - 5, left, y + 5),
              line(right, y - 5, right, y + 5),
              { type: "circle", shape: { cx: x, cy: y, r: 5 }, style: { fill: colours(palette)[dataIndex] } },
            ],
          };
        },
      },
      // Keeps room for the whiskers on the axis.
      {
        type: "line",
        data: points.flatMap(([mean, index, half]) => [
          [mean! - half!, index!],
          [mean! + half!, index!],
        ]),
        lineStyle: { opacity: 0 },
        symbol: "none",
        silent: true,
      },
    ],
  };
}

/** The day, a line for each variant. */
export function dayOf(answer: WhatIfAnswer, code: OfDay, palette: Palette): EChartsCoreOption {
  const first = answer.variants[0]?.profile ?? [];
  const labels = first.map(({ start }) => hour(answer, start));
  return {
    ...common(
      palette,
      `${answer.variants.map(({ name }) => name).join(", ")}: ${labels[0] ?? ""}–${labels.at(-1) ?? ""}`,
    ),
    color: colours(palette),
    grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      backgroundColor: palette.raised,
      borderColor: palette.line,
      textStyle: { color: palette.ink, fontSize: 12, fontFamily: FONT },
      valueFormatter: (value: unknown) => said(code, typeof value === "number" ? value : null),
    },
    xAxis: { type: "category", data: labels, boundaryGap: false, ...axis(palette), splitLine: { show: false } },
    yAxis: {
      type: "value",
      min: 0,
      ...(code === "service_level" || code === "occupancy" ? { max: 1 } : {}),
      ...axis(palette),
      axisLabel: { ...axis(palette).axisLabel, formatter: (value: number) => said(code, value) },
    },
    series: answer.variants.map((one, index) => ({
      type: "line",
      name: one.name,
      data: one.profile.map((moment: WhatIfMoment) => moment[code]),
      showSymbol: false,
      connectNulls: true,
      lineStyle: { width: 2, type: DASHES[index] },
    })),
  };
}
