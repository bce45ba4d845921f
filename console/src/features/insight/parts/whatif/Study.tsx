import Alert from "antd/es/alert";
import Progress from "antd/es/progress";
import type { HouseSeen, WhatIfLibrary, WhatIfRan, WhatIfStudy } from "@/api/types";
import { Bones, Failed } from "@/design";
import { named, t, tCode } from "@/i18n";
import { duration } from "@/i18n/format";
import { isGoing, progressOf, said, untouched, useWhatIf } from "../../whatIf";
import { Answer } from "./Answer";
import { Head } from "./Head";
import css from "./whatif.module.css";

/** What the house's own world was made of, so that one can tell how far to believe it. */
function Seen({ seen, plain: simulated }: { seen: HouseSeen; plain: WhatIfRan | null }) {
  const left = seen.classes.reduce((sum, one) => sum + one.left, 0);
  const answered = seen.classes.reduce((sum, one) => sum + one.answered, 0);
  const waited = seen.classes.reduce((sum, one) => sum + one.answer_seconds, 0);
  const agents = seen.groups.reduce((sum, one) => sum + one.count, 0);
  return (
    <section className={css.card}>
      <header className={css.cardHead}>
        <b>{t("what_if.made_of")}</b>
      </header>
      <p className="muted">
        {t("what_if.made_of_text", {
          since: seen.since,
          until: seen.until,
          days: seen.days,
          contacts: seen.contacts,
          agents,
        })}
        {seen.staffed_days < seen.days && <> {t("what_if.staffed", { days: seen.staffed_days })}</>}
        {seen.unstaffed > 0 && <> {t("what_if.unstaffed", { count: seen.unstaffed })}</>}
      </p>
      {simulated !== null && left + answered > 0 && (
        <p>
          {t("what_if.checked", {
            left: said("abandonment", left / (left + answered)),
            answer: said("speed_of_answer", answered > 0 ? waited / answered : null),
            left_simulated: said("abandonment", simulated.figures["abandonment"]?.mean),
            answer_simulated: said("speed_of_answer", simulated.figures["speed_of_answer"]?.mean),
          })}
        </p>
      )}
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("what_if.class")}</th>
              <th scope="col">{t("what_if.seen_peak")}</th>
              <th scope="col">{t("what_if.seen_handle")}</th>
              <th scope="col">{t("what_if.seen_answer")}</th>
              <th scope="col">{t("what_if.seen_left")}</th>
              <th scope="col">{t("what_if.seen_contained")}</th>
            </tr>
          </thead>
          <tbody>
            {seen.classes.map((one) => (
              <tr key={one.code}>
                <th scope="row">
                  {named(one)} <small className="muted">{tCode("channel", one.channel)}</small>
                </th>
                <td className="num">{Math.round(Math.max(0, ...one.per_hour) * 10) / 10}</td>
                <td className="num">
                  {one.handled > 0 ? duration(one.handle) : "–"}{" "}
                  <small className="muted">{t("what_if.of_so_many", { count: one.handled })}</small>
                </td>
                <td className="num">
                  {said("speed_of_answer", one.answered > 0 ? one.answer_seconds / one.answered : null)}
                </td>
                <td className="num">
                  {said("abandonment", one.left + one.answered > 0 ? one.left / (one.left + one.answered) : null)}
                </td>
                <td className="num">{Math.round(one.contained * 100)}%</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The variant in which nothing was changed and nothing happens: it should come out as the house is. */
function plain({ draft, answer }: WhatIfStudy): WhatIfRan | null {
  if (answer === null || draft.event !== null) return null;
  const place = draft.variants.findIndex((one) => untouched(one));
  return answer.variants[place] ?? null;
}

function world(study: WhatIfStudy, library: WhatIfLibrary): string {
  const { draft, seen } = study;
  const family = library.families.find((one) => one.code === draft.family);
  const where =
    draft.family === null
      ? seen === null
        ? t("what_if.own")
        : t("what_if.own_days", { since: seen.since, until: seen.until })
      : `${family ? named(family) : draft.family} × ${draft.load}`;
  const event = library.events.find((one) => one.code === draft.event?.code);
  if (draft.event === null) return where;
  const struck = t("what_if.struck", { event: event ? named(event) : draft.event.code, at: draft.event.at });
  return `${where} · ${struck}`;
}

/** One study: how far it is, why it failed, or what came out. */
export function Study({ id, may, library }: { id: string; may: boolean; library: WhatIfLibrary }) {
  const query = useWhatIf(id);
  const study = query.data;
  if (query.isError && study === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (study === undefined) return <Bones rows={8} height={18} />;
  return (
    <article className={css.study}>
      <Head study={study} may={may} />
      <p>{world(study, library)}</p>
      {isGoing(study) && (
        <div role="status">
          <Progress percent={progressOf(study)} aria-label={t("what_if.progress")} />
          <p className="muted">
            {study.state === "waiting"
              ? t("what_if.waits")
              : t("what_if.so_far", { done: study.done, total: study.total })}
          </p>
        </div>
      )}
      {(study.state === "failed" || study.error !== null) && (
        <Alert
          type="warning"
          showIcon
          title={t("what_if.failed")}
          description={tCode("what_if_error", study.error ?? "", {}, t("what_if.failed_text"))}
        />
      )}
      {study.state === "cancelled" && <p className="muted">{t("what_if.was_cancelled")}</p>}
      {study.answer !== null && <Answer key={study.id} answer={study.answer} draft={study.draft} />}
      {study.seen !== null && <Seen seen={study.seen} plain={plain(study)} />}
      <p className={css.honest}>{t("what_if.honest")}</p>
    </article>
  );
}
