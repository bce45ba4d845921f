import type { ReactNode } from "react";
import css from "./states.module.css";

/** A page outside the desk: title, what it is for, its one action, and its content. */
export function Page({
  title,
  text,
  action,
  children,
}: {
  title: ReactNode;
  text?: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.page}>
      <div className={css.pageInner}>
        <header>
          <div>
            <h1>{title}</h1>
            {text && <p>{text}</p>}
          </div>
          {action}
        </header>
        {children}
      </div>
    </div>
  );
}
