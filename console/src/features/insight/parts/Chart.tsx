import type { EChartsCoreOption, ECharts } from "echarts/core";
import { useEffect, useRef } from "react";

interface Props {
  option: EChartsCoreOption;
  height: number | string;
  /** the index of the point that was clicked */
  pick?: (index: number) => void;
}

/** One picture; ECharts comes when the first is drawn, and what it holds goes with the picture. */
export function Chart({ option, height, pick }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const newest = useRef({ option, pick });
  useEffect(() => {
    newest.current = { option, pick };
    chart.current?.setOption(option, { notMerge: true });
  }, [option, pick]);
  useEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    let gone = false;
    const sized = new ResizeObserver(() => chart.current?.resize());
    void import("../echarts").then(({ init }) => {
      if (gone) return;
      const made = init(place, null, { renderer: "svg" });
      made.setOption(newest.current.option);
      made.on("click", (event) => {
        if (typeof event.dataIndex === "number") newest.current.pick?.(event.dataIndex);
      });
      chart.current = made;
      sized.observe(place);
    });
    return () => {
      gone = true;
      sized.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);
  return <div ref={box} style={{ height, width: "100%" }} />;
}
