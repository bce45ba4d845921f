import type { Found } from "@/api/types";
import css from "./found.module.css";

/** A line with what was asked for marked in it. */
export function Marked({ parts }: { parts: Found["hit"]["parts"] }) {
  return parts.map((part, index) =>
    part.hit ? (
      <mark key={index} className={css.mark}>
        {part.text}
      </mark>
    ) : (
      <span key={index}>{part.text}</span>
    ),
  );
}
