import { Check, Wind } from "lucide-react";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import { linkTo } from "@/design";
import { t } from "@/i18n";
import css from "./frame.module.css";

export interface Stop {
  key: string;
  label: string;
  done: boolean;
  /** null: cannot be gone to from here */
  to: string | null;
}

function StopRow({ stop, here, at }: { stop: Stop; here: boolean; at: number }) {
  const inside = (
    <>
      <span className={css.mark}>{stop.done ? <Check size={12} aria-hidden /> : at}</span>
      {stop.label}
      {stop.done && <span className="sr">{t("setup.done")}</span>}
    </>
  );
  const state = { "data-done": stop.done || undefined, "aria-current": here ? ("step" as const) : undefined };
  return (
    <li>
      {stop.to === null ? (
        <span {...state}>{inside}</span>
      ) : (
        <a {...state} {...linkTo(stop.to)}>
          {inside}
        </a>
      )}
    </li>
  );
}

/** A step of setting up: the way on the left (above, on a phone), what is to be done on the right. */
export function Frame({
  stops,
  here,
  title,
  text,
  wide = false,
  aside,
  children,
}: {
  stops: Stop[];
  here: string;
  title: string;
  text: string;
  wide?: boolean;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const head = useRef<HTMLHeadingElement>(null);
  const at = stops.findIndex(({ key }) => key === here);
  useEffect(() => {
    // Whoever listens hears where they are; a field that wants the keyboard has it already.
    if (document.activeElement === null || document.activeElement === document.body) head.current?.focus();
  }, [here]);
  return (
    <div className={css.frame}>
      <nav className={css.way} aria-label={t("setup.way")}>
        <div className={css.brand}>
          <Wind size={18} aria-hidden />
          {t("app.name")}
        </div>
        <p className={css.short}>{t("setup.at", { at: at + 1, all: stops.length })}</p>
        <ol>
          {stops.map((stop, n) => (
            <StopRow key={stop.key} stop={stop} here={stop.key === here} at={n + 1} />
          ))}
        </ol>
        {aside}
      </nav>
      <main className={css.main}>
        <div className={wide ? `${css.inner} ${css.wide}` : css.inner}>
          <h1 ref={head} tabIndex={-1}>
            {title}
          </h1>
          <p className={css.text}>{text}</p>
          {children}
        </div>
      </main>
    </div>
  );
}
