import type { IntentDifference, IntentFigures, IntentLine, IntentsCompared } from "@/api/types";
import { Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { FIGURES, LESS_IS_BETTER, chance, nameOf, said } from "../words";
import type { Figure } from "../words";
import css from "./tables.module.css";

function Change({ name, before, after }: { name: Figure; before: IntentFigures; after: IntentFigures }) {
  const a = before[name];
  const b = after[name];
  if (a === null || b === null || said(before, name) === said(after, name)) return null;
  const better = b > a !== LESS_IS_BETTER.includes(name);
  return <Tag tone={better ? "green" : "red"}>{better ? t("intents.better") : t("intents.worse")}</Tag>;
}

/** Figures of a version, beside those of another by the same sentences. */
export function FiguresTable({
  figures,
  before,
  number,
}: {
  figures: IntentFigures;
  before: IntentFigures | null;
  number: number | null;
}) {
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("intents.figure")}</th>
            {before !== null && (
              <th scope="col">{number === null ? t("intents.before") : t("intents.version", { number })}</th>
            )}
            <th scope="col">{t("intents.this")}</th>
            {before !== null && <th scope="col">{t("intents.change")}</th>}
          </tr>
        </thead>
        <tbody>
          {FIGURES.map((name) => (
            <tr key={name} title={tCode("intents_figure_hint", name)}>
              <th scope="row">{tCode("intents_figure", name)}</th>
              {before !== null && <td className="num">{said(before, name)}</td>}
              <td className="num">{said(figures, name)}</td>
              {before !== null && (
                <td>
                  <Change name={name} before={before} after={figures} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Differences({ title, found, items }: { title: string; found: IntentDifference[]; items: IntentLine[] }) {
  if (found.length === 0) return null;
  return (
    <details className={css.fold} open={found.length <= 5}>
      <summary>{title}</summary>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("intents.sentence")}</th>
              <th scope="col">{t("intents.wanted")}</th>
              <th scope="col">{t("intents.before")}</th>
              <th scope="col">{t("intents.now")}</th>
            </tr>
          </thead>
          <tbody>
            {found.map((one) => (
              <tr key={one.text}>
                <th scope="row">{one.text}</th>
                <td>{nameOf(items, one.wanted)}</td>
                <td>{nameOf(items, one.before)}</td>
                <td>{nameOf(items, one.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** A version held against another by the same sentences: figures, and which sentences got better or worse. */
export function Compared({ compared, items }: { compared: IntentsCompared; items: IntentLine[] }) {
  const { better, worse, p } = compared;
  return (
    <>
      <FiguresTable figures={compared.after} before={compared.before} number={compared.number} />
      <p className="muted">
        {t("intents.compared", {
          better: better.length,
          worse: worse.length,
          count: compared.after.n + compared.after.outside,
        })}{" "}
        {better.length + worse.length > 0 && t("intents.by_chance", { p: chance(p) })}
      </p>
      <Differences title={t("intents.better_sentences", { count: better.length })} found={better} items={items} />
      <Differences title={t("intents.worse_sentences", { count: worse.length })} found={worse} items={items} />
    </>
  );
}
