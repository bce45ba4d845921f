import { useRef } from "react";
import { t } from "@/i18n";
import css from "./parts.module.css";

interface Props {
  width: number;
  min: number;
  max: number;
  /** which side of the handle the panel is on */
  side: "left" | "right";
  label: string;
  change: (width: number) => void;
}

/** The line between two panels: drag it, or use the arrow keys. Double click gives the first width back. */
export function Split({ width, min, max, side, label, change }: Props) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const clamp = (value: number): number => Math.min(max, Math.max(min, Math.round(value)));
  const sign = side === "left" ? 1 : -1;
  return (
    <div
      className={css.split}
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("panel.resize", { panel: label })}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      onPointerDown={(event) => {
        start.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current !== null) change(clamp(start.current.width + sign * (event.clientX - start.current.x)));
      }}
      onPointerUp={() => {
        start.current = null;
      }}
      onKeyDown={(event) => {
        const step = event.key === "ArrowRight" ? 16 : event.key === "ArrowLeft" ? -16 : 0;
        if (step !== 0) change(clamp(width + sign * step));
      }}
    />
  );
}
