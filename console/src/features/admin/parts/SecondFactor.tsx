import Button from "antd/es/button";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Bones, Failed, Tag, sayDone } from "@/design";
import { t } from "@/i18n";
import { exact } from "@/i18n/format";
import { beginFactor, removeFactor, renewRecovery, useFactor } from "../data";
import { AskPassword } from "./AskPassword";
import { EnrolDialog } from "./EnrolDialog";
import { RecoveryCodes } from "./RecoveryCodes";
import css from "./settings.module.css";

type Wish = "begin" | "renew" | "remove";
type Step =
  { at: "rest" } | { at: "password"; to: Wish } | { at: "enrol"; uri: string } | { at: "codes"; codes: string[] };

function why(wish: Wish): string {
  if (wish === "begin") return t("factor.why_begin");
  return wish === "renew" ? t("factor.why_renew") : t("factor.why_remove");
}

/** The second factor: set up with an app, recovery codes for the day the phone is lost. */
export function SecondFactor() {
  const query = useFactor();
  const [step, setStep] = useState<Step>({ at: "rest" });
  const rest = (): void => setStep({ at: "rest" });
  const proceed = async (to: Wish, password: string): Promise<void> => {
    if (to === "begin") setStep({ at: "enrol", uri: await beginFactor(password) });
    else if (to === "renew") setStep({ at: "codes", codes: await renewRecovery(password) });
    else {
      await removeFactor(password);
      rest();
      sayDone(t("factor.removed"));
    }
  };
  const ask = (to: Wish) => (): void => setStep({ at: "password", to });
  const state = query.data;
  const on = state !== undefined && state.since !== null;
  return (
    <section className={css.part}>
      <header>
        <div>
          <h3>
            {t("factor.title")} {on && <Tag tone="green">{t("factor.on")}</Tag>}
          </h3>
          <p>{t("factor.text")}</p>
        </div>
        {state !== undefined && !on && (
          <Button type="primary" icon={<ShieldCheck size={14} aria-hidden />} onClick={ask("begin")}>
            {t("factor.set_up")}
          </Button>
        )}
      </header>
      {query.isPending && <Bones rows={1} />}
      {query.isError && state === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {on && (
        <div className={css.line}>
          <div>
            <span>{t("factor.since", { time: exact(state.since ?? "") })}</span>
            <small>{t("factor.left", { count: state.recovery_left })}</small>
          </div>
          <Button size="small" onClick={ask("renew")}>
            {t("factor.renew")}
          </Button>
          <Button size="small" danger onClick={ask("remove")}>
            {t("factor.remove")}
          </Button>
        </div>
      )}
      {step.at === "password" && (
        <AskPassword text={why(step.to)} proceed={(password) => proceed(step.to, password)} cancel={rest} />
      )}
      {step.at === "enrol" && (
        <EnrolDialog uri={step.uri} cancel={rest} done={(codes) => setStep({ at: "codes", codes })} />
      )}
      {step.at === "codes" && <RecoveryCodes codes={step.codes} done={rest} />}
    </section>
  );
}
