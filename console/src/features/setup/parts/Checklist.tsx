import Button from "antd/es/button";
import { Check, ChevronRight, Circle } from "lucide-react";
import { linkTo, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { dismissSetup, useSetup } from "../data";
import { isDone, stepsFor } from "../steps";
import css from "./checklist.module.css";

/** What is left of setting up the house, until it is done or nobody wants to be told any more. */
export function Checklist() {
  const session = useSession();
  const { data } = useSetup(can(session, "users.manage"));
  if (data === undefined || !data.listed) return null;
  const steps = stepsFor(session);
  const left = steps.filter((step) => !isDone(step, data)).length;
  return (
    <section className={css.card} aria-label={t("setup.list")}>
      <header>
        <div>
          <h3>{t("setup.list")}</h3>
          <p>{t("setup.left", { count: left })}</p>
        </div>
        <Button size="small" type="text" onClick={() => void dismissSetup().catch(sayError)}>
          {t("setup.dismiss")}
        </Button>
      </header>
      <ul>
        {steps.map((step) => {
          const done = isDone(step, data);
          return (
            <li key={step} data-done={done || undefined}>
              <a {...linkTo(`/setup/${step}`)}>
                {done ? <Check size={15} aria-hidden /> : <Circle size={15} aria-hidden />}
                {tCode("setup_step", step)}
                <span className={css.state}>{done ? t("setup.done") : t("setup.open")}</span>
                {!done && <ChevronRight size={14} aria-hidden />}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
