import type { ReactNode } from "react";
import css from "./whatif.module.css";

/** A field with its name above and what the server says of it below. */
export function Field({
  label,
  error,
  hint,
  children,
}: {
  label: string;
  error?: string | undefined;
  hint?: string;
  children: ReactNode;
}) {
  return (
    <div className={css.field}>
      <span className={css.label}>{label}</span>
      {children}
      {hint !== undefined && error === undefined && <small>{hint}</small>}
      {error !== undefined && (
        <small className={css.wrong} role="alert">
          {error}
        </small>
      )}
    </div>
  );
}
