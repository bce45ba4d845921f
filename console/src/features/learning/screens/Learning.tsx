import { GraduationCap } from "lucide-react";
import type { Learning as Learned } from "@/api/types";
import { Bones, Empty, Failed, Page } from "@/design";
import { t, tCode } from "@/i18n";
import { count, exact } from "@/i18n/format";
import { points, useLearning } from "../data";
import { LearnedTable } from "../parts/LearnedTable";
import { Steering } from "../parts/Steering";
import css from "../parts/learning.module.css";

/** What was learned so far, and what it would be worth. */
function Judgement({ learned }: { learned: Learned }) {
  const { gain } = learned;
  return (
    <dl className={css.facts}>
      <div>
        <dt>{t("learning.outcomes")}</dt>
        <dd className="num">{count(learned.learned)}</dd>
        <dd className="muted">
          {learned.learned_until === null
            ? t("learning.not_yet")
            : t("learning.until", { time: exact(learned.learned_until) })}
        </dd>
      </div>
      <div>
        <dt>{t("learning.gain")}</dt>
        <dd className="num">{gain === null ? "–" : t("what_if.points", { margin: points(gain.mean) })}</dd>
        <dd className="muted">
          {gain === null
            ? t("learning.no_choices")
            : t("learning.gain_of", { low: points(gain.low), high: points(gain.high), n: count(learned.judged) })}
        </dd>
      </div>
      <div>
        <dt>{t("learning.verdict")}</dt>
        <dd>{tCode("learning_verdict", learned.verdict)}</dd>
        <dd className="muted">{tCode("learning_verdict_hint", learned.verdict)}</dd>
      </div>
    </dl>
  );
}

/** Who does well with what, as outcomes have taught; and whether the router may go by it. */
export function Learning() {
  const query = useLearning();
  const learned = query.data;
  return (
    <Page title={t("settings.learning")} text={t("learning.text")}>
      {query.isPending && <Bones rows={8} />}
      {query.isError && learned === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {learned !== undefined && (
        <>
          {learned.stopped !== null && (
            <p className={css.stopped} role="status">
              {tCode("learning_stopped", learned.stopped)}
            </p>
          )}
          <Judgement learned={learned} />
          <Steering key={learned.version} learned={learned} />
          <h3 className={css.who}>{t("learning.who")}</h3>
          {learned.cells.length === 0 ? (
            <Empty
              icon={<GraduationCap size={20} aria-hidden />}
              title={t("learning.none")}
              text={t("learning.none_hint")}
            />
          ) : (
            <LearnedTable cells={learned.cells} />
          )}
        </>
      )}
    </Page>
  );
}
