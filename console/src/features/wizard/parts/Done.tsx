import Button from "antd/es/button";
import { Check, Circle } from "lucide-react";
import type { SetupProgress } from "@/api/types";
import { go, linkTo } from "@/design";
import { isDone } from "@/features/setup";
import type { Step } from "@/features/setup";
import { t, tCode } from "@/i18n";
import css from "./wizard.module.css";

/** What there is now, what is left, and where the work begins. */
export function Done({ steps, found }: { steps: Step[]; found: SetupProgress }) {
  const left = steps.filter((step) => !isDone(step, found));
  return (
    <>
      <section className={css.card}>
        <p>{left.length === 0 ? t("setup.all_done") : t("setup.some_left", { count: left.length })}</p>
        <ul className={css.people}>
          {steps.map((step) => {
            const done = isDone(step, found);
            return (
              <li key={step} data-done={done || undefined}>
                {done ? <Check size={15} aria-hidden /> : <Circle size={15} aria-hidden />}
                <div>
                  <a {...linkTo(`/setup/${step}`)}>{tCode("setup_step", step)}</a>
                </div>
                <small>{done ? t("setup.done") : t("setup.open")}</small>
              </li>
            );
          })}
        </ul>
      </section>
      <footer className={css.ends}>
        <Button size="large" onClick={() => go("/settings")}>
          {t("setup.to_settings")}
        </Button>
        <Button autoFocus size="large" type="primary" onClick={() => go("/desk")}>
          {t("setup.to_desk")}
        </Button>
      </footer>
    </>
  );
}
