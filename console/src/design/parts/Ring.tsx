import { useNow } from "../clock";
import css from "./parts.module.css";

/** A ring that empties until `until`; the figure inside is the seconds left. */
export function Ring({ until, seconds, size = 44 }: { until: string; seconds: number; size?: number }) {
  const now = useNow();
  const left = Math.min(seconds, Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)));
  const radius = size / 2 - 3;
  const round = 2 * Math.PI * radius;
  const share = Math.min(1, left / Math.max(1, seconds));
  return (
    <span
      className={css.ring}
      style={{ width: size, height: size }}
      role="timer"
      aria-label={String(left)}
      data-low={left <= seconds / 3 || undefined}
    >
      <svg width={size} height={size} aria-hidden>
        <circle className={css.ringBack} cx={size / 2} cy={size / 2} r={radius} />
        <circle
          className={css.ringFront}
          cx={size / 2}
          cy={size / 2}
          r={radius}
          strokeDasharray={round}
          strokeDashoffset={round * (1 - share)}
        />
      </svg>
      <b className="num">{left}</b>
    </span>
  );
}
