import Button from "antd/es/button";
import Progress from "antd/es/progress";
import { X } from "lucide-react";
import { IconButton, sentence } from "@/design";
import { t } from "@/i18n";
import { dismiss, isGoing, stop, useRun } from "../run";
import type { Run } from "../run";
import css from "../screens/Parked.module.css";

function headOf({ state, total, replayed, failed }: Run): string {
  if (state === "going") return t("parked.running", { done: replayed + failed, total });
  if (state === "stopping") return t("parked.stopping", { done: replayed + failed, total });
  if (state === "stopped") return t("parked.stopped", { done: replayed + failed, total });
  return t("parked.ran", { count: replayed });
}

/** How far trying many again has come, and what came of it. */
export function RunCard() {
  const run = useRun();
  if (run === null) return null;
  const { state, total, replayed, failed, error } = run;
  const percent = state === "done" ? 100 : Math.min(99, Math.floor((100 * (replayed + failed)) / total));
  return (
    <section className={css.run} aria-label={t("parked.progress")}>
      <div className={css.head} role="status">
        <b className="num">{headOf(run)}</b>
        {state === "going" && (
          <Button size="small" onClick={stop}>
            {t("parked.stop")}
          </Button>
        )}
        {!isGoing(run) && <IconButton label={t("bulk.dismiss")} icon={<X size={15} aria-hidden />} onClick={dismiss} />}
      </div>
      <Progress
        percent={percent}
        size="small"
        status={state === "broken" ? "exception" : failed > 0 ? "normal" : state === "done" ? "success" : "normal"}
        aria-label={t("parked.progress")}
      />
      {failed > 0 && <p className={css.line}>{t("parked.failed_again", { count: failed })}</p>}
      {state === "broken" && <p className={css.line}>{sentence(error)}</p>}
    </section>
  );
}
