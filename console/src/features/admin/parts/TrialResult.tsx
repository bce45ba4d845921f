import { useEffect, useRef } from "react";
import type { ReactNode } from "react";
import css from "./queues.module.css";

/** What a trial has shown. The button that asks for it stands below a long form: the answer comes to where one looks. */
export function TrialResult({ of, title, children }: { of: object; title: string; children: ReactNode }) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: "center" }), [of]);
  return (
    <section ref={place} className={css.effect} aria-live="polite">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
