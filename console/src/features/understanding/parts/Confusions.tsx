import { ChevronDown, ChevronRight } from "lucide-react";
import { Fragment, useState } from "react";
import type { IntentConfusion, IntentLine, IntentQuality } from "@/api/types";
import { t } from "@/i18n";
import { nameOf, percent } from "../words";
import css from "./tables.module.css";

/** What was taken for what; each line opens its sentences. */
export function Confusions({ confusions, items }: { confusions: IntentConfusion[]; items: IntentLine[] }) {
  const [open, setOpen] = useState<string | null>(null);
  if (confusions.length === 0) return <p className="muted">{t("intents.no_confusions")}</p>;
  return (
    <>
      <h3>{t("intents.confusions")}</h3>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("intents.wanted")}</th>
              <th scope="col">{t("intents.said")}</th>
              <th scope="col">{t("intents.times")}</th>
            </tr>
          </thead>
          <tbody>
            {confusions.map((one) => {
              const key = `${one.wanted}/${one.said}`;
              const shown = open === key;
              const Icon = shown ? ChevronDown : ChevronRight;
              return (
                <Fragment key={key}>
                  <tr>
                    <th scope="row">
                      <button
                        type="button"
                        className={css.opener}
                        aria-expanded={shown}
                        onClick={() => setOpen(shown ? null : key)}
                      >
                        <Icon size={14} aria-hidden />
                        {nameOf(items, one.wanted)}
                      </button>
                    </th>
                    <td>{nameOf(items, one.said)}</td>
                    <td className="num">{one.count}</td>
                  </tr>
                  {shown && (
                    <tr className={css.opened}>
                      <td colSpan={3}>
                        <ul>
                          {one.texts.map((text) => (
                            <li key={text}>{text}</li>
                          ))}
                          {one.texts.length < one.count && (
                            <li className="muted">{t("intents.gone", { count: one.count - one.texts.length })}</li>
                          )}
                        </ul>
                      </td>
                    </tr>
                  )}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Each intent by precision and recall, the one that is recognised worst first. */
export function Qualities({ qualities, items }: { qualities: IntentQuality[]; items: IntentLine[] }) {
  return (
    <details className={css.fold}>
      <summary>{t("intents.by_intent")}</summary>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("intents.one")}</th>
              <th scope="col">{t("intents.of_test")}</th>
              <th scope="col">{t("intents.precision")}</th>
              <th scope="col">{t("intents.recall")}</th>
            </tr>
          </thead>
          <tbody>
            {qualities.map((one) => (
              <tr key={one.intent}>
                <th scope="row">{nameOf(items, one.intent)}</th>
                <td className="num">{one.n}</td>
                <td className="num">{percent(one.precision)}</td>
                <td className="num">{percent(one.recall)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
