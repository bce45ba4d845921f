import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { useKept } from "@/design";
import css from "./panel.module.css";

/** A part of the panel that folds; the browser remembers how it was left. */
export function Section({
  name,
  title,
  count,
  action,
  children,
}: {
  name: string;
  title: string;
  count?: number;
  action?: ReactNode;
  children: ReactNode;
}) {
  const [open, setOpen] = useKept(`panel.${name}`, true);
  return (
    <section className={css.section} data-open={open || undefined}>
      <h3>
        <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronDown size={14} aria-hidden />
          {title}
          {count !== undefined && <span className="num">{count}</span>}
        </button>
        {action}
      </h3>
      {open && <div className={css.content}>{children}</div>}
    </section>
  );
}
