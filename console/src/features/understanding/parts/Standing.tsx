import Button from "antd/es/button";
import Progress from "antd/es/progress";
import type { IntentVersion, IntentsPage } from "@/api/types";
import { Ago, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { cancelTraining } from "../data";
import { percent, progressOf, whoOf } from "../words";
import css from "./understanding.module.css";

function Training({ one, may }: { one: IntentVersion; may: boolean }) {
  const step = one.state === "waiting" ? t("intents.waiting") : tCode("intents_step", one.step, {}, "");
  return (
    <div className={css.training} role="status">
      <span>
        {t("intents.training", { number: one.number })} <small className="muted">{step}</small>
      </span>
      <Progress percent={progressOf(one)} size="small" aria-label={t("intents.training", { number: one.number })} />
      {may && (
        <Button size="small" onClick={() => void cancelTraining(one.id).catch(sayError)}>
          {t("intents.stop")}
        </Button>
      )}
    </div>
  );
}

/** Which version reads the messages, how good it is, what came since; and the training that goes on. */
export function Standing({ page, may, show }: { page: IntentsPage; may: boolean; show: (id: string) => void }) {
  const { published, training } = page;
  return (
    <section className={css.standing} aria-label={t("intents.standing")}>
      {published === null ? (
        <p className="muted">{t("intents.nothing_published")}</p>
      ) : (
        <p>
          <Button type="link" size="small" className={css.link} onClick={() => show(published.id)}>
            {t("intents.version", { number: published.number })}
          </Button>{" "}
          {t("intents.reads_messages")}
          {published.figures !== null && (
            <>
              {" · "}
              {t("intents.accuracy_of", { share: percent(published.figures.accuracy), count: published.figures.n })}
            </>
          )}
          <small className="muted">
            {" · "}
            {t("intents.published_by", { name: whoOf(published.published_by_name) })}{" "}
            {published.published_at !== null && <Ago at={published.published_at} />}
            {page.changed > 0 && <> · {t("intents.changed", { count: page.changed })}</>}
          </small>
        </p>
      )}
      {training !== null && <Training one={training} may={may} />}
    </section>
  );
}
