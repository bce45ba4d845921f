import type { Outcome, QueuePreview, Queues, Spread } from "@/api/types";
import { linkTo } from "@/design";
import { queueName, t } from "@/i18n";
import { dateAndTime, duration } from "@/i18n/format";
import { TrialResult } from "./TrialResult";
import { QueueFindings } from "./QueueFindings";
import css from "./queues.module.css";

function seconds(value: number | null): string {
  return value === null ? "–" : duration(value);
}

function Line({ effect, all }: { effect: QueuePreview; all: Queues }) {
  const word = (outcome: Outcome): string => {
    if (outcome.what === "offer")
      return t("effect.offer", { name: effect.agents[outcome.agent ?? ""] ?? t("effect.somebody") });
    if (outcome.what === "overflow") {
      const target = all.items.find((queue) => queue.id === outcome.to_queue);
      return t("effect.overflow", { queue: target ? queueName(target) : "" });
    }
    if (outcome.what === "unservable") return t("effect.unservable");
    return t("effect.waits", { place: outcome.place ?? "" });
  };
  if (effect.line.length === 0)
    return <p className="muted">{effect.waiting === 0 ? t("effect.nobody") : t("effect.no_difference")}</p>;
  return (
    <>
      <p>{t("effect.differs", { count: effect.differs, waiting: effect.waiting })}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("effect.who")}</th>
            <th scope="col">{t("effect.waited")}</th>
            <th scope="col">{t("effect.present")}</th>
            <th scope="col">{t("effect.proposed")}</th>
          </tr>
        </thead>
        <tbody>
          {effect.line.map((one) => {
            const [before, after] = [word(one.present), word(one.proposed)];
            return (
              <tr key={one.conversation_id}>
                <td>
                  <a {...linkTo(`/desk/${one.conversation_id}`)}>{one.name}</a>
                </td>
                <td>{duration(one.waited)}</td>
                <td>{before}</td>
                <td className={before === after ? undefined : css.differs}>{after}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

function Figures({ name, spread, moved }: { name: string; spread: Spread; moved: number | null }) {
  return (
    <tr>
      <td>{name}</td>
      <td>{seconds(spread.median)}</td>
      <td>{seconds(spread.p90)}</td>
      <td>{spread.within === null ? "–" : `${spread.within}%`}</td>
      <td>{spread.unserved}</td>
      <td>{moved ?? "–"}</td>
    </tr>
  );
}

function Record({ replayed }: { replayed: NonNullable<QueuePreview["replayed"]> }) {
  return (
    <>
      <p>
        {t("effect.record", {
          count: replayed.contacts,
          since: dateAndTime(replayed.since),
          until: dateAndTime(replayed.until),
        })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col" aria-label={t("effect.rules")} />
            <th scope="col">{t("effect.median")}</th>
            <th scope="col">{t("effect.p90")}</th>
            <th scope="col">{t("effect.within")}</th>
            <th scope="col">{t("effect.unserved")}</th>
            <th scope="col">{t("effect.moved")}</th>
          </tr>
        </thead>
        <tbody>
          <Figures name={t("effect.actual")} spread={replayed.actual} moved={null} />
          <Figures name={t("effect.present")} spread={replayed.present} moved={replayed.present_moved} />
          <Figures name={t("effect.proposed")} spread={replayed.proposed} moved={replayed.proposed_moved} />
          {replayed.others > 0 && (
            <>
              <Figures
                name={t("effect.others_present", { count: replayed.others })}
                spread={replayed.others_present}
                moved={null}
              />
              <Figures name={t("effect.others_proposed")} spread={replayed.others_proposed} moved={null} />
            </>
          )}
        </tbody>
      </table>
      {replayed.changed.length > 0 && (
        <>
          <h4>{t("effect.most")}</h4>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("effect.came")}</th>
                <th scope="col">{t("effect.actual")}</th>
                <th scope="col">{t("effect.present")}</th>
                <th scope="col">{t("effect.proposed")}</th>
              </tr>
            </thead>
            <tbody>
              {replayed.changed.map((one) => (
                <tr key={`${one.conversation_id} ${one.came}`}>
                  <td>
                    <a {...linkTo(`/desk/${one.conversation_id}`)}>{dateAndTime(one.came)}</a>
                  </td>
                  <td>{one.actual === null ? t("effect.left") : duration(one.actual)}</td>
                  <td>{one.present === null ? t("effect.not_served") : duration(one.present)}</td>
                  <td className={css.differs}>
                    {one.proposed === null ? t("effect.not_served") : duration(one.proposed)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
      <p className={css.honest}>
        {t("effect.honest")} {replayed.off_by !== null && t("effect.off_by", { time: duration(replayed.off_by) })}
      </p>
    </>
  );
}

/** What the rules that were typed would do: to who waits now, and to recorded contacts served anew. Nothing is saved. */
export function QueueEffect({ effect, all }: { effect: QueuePreview; all: Queues }) {
  return (
    <TrialResult of={effect} title={t("effect.title")}>
      <QueueFindings findings={effect.findings} all={all} />
      <h4>{t("effect.now")}</h4>
      <Line effect={effect} all={all} />
      <h4>{t("effect.past")}</h4>
      {effect.replayed === null ? (
        <p className="muted">{t("effect.no_record")}</p>
      ) : (
        <Record replayed={effect.replayed} />
      )}
    </TrialResult>
  );
}
