import { memo } from "react";
import css from "./parts.module.css";

const TINTS = 6;

function tint(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997;
  return sum % TINTS;
}

/** Initials on a quiet tint that stays the same for the same name. */
export const Avatar = memo(function Avatar({
  name,
  initials,
  size = 32,
}: {
  name: string;
  initials?: string;
  size?: number;
}) {
  const letters = initials || name.trim().slice(0, 1);
  return (
    <span
      className={css.avatar}
      data-tint={tint(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * 0.4) }}
      aria-hidden
    >
      {letters}
    </span>
  );
});
