import Select from "antd/es/select";
import { useMemo, useState } from "react";
import type { WhatIfAnswer, WhatIfDraft, WhatIfRan } from "@/api/types";
import { useStore } from "@/design";
import { themeDark } from "@/design/theme";
import { dark, light } from "@/design/tokens";
import { named, t, tCode } from "@/i18n";
import { FACTORS, FIGURES, OF_CLASS, apartBy, margin, percentOf, said, same, signed, toneOf } from "../../whatIf";
import type { Figure } from "../../whatIf";
import { OF_DAY, colours, dayOf, whiskers } from "../../whatIfDrawing";
import type { OfDay } from "../../whatIfDrawing";
import { Chart } from "../Chart";
import css from "./whatif.module.css";

type Variant = WhatIfDraft["variants"][number];

function levers(variant: Variant): string {
  const moved = FACTORS.filter((name) => variant[name] !== 1).map((name) => {
    const percent = percentOf(variant[name]);
    return `${tCode("what_if_lever", name)} ${percent > 0 ? "+" : ""}${percent}%`;
  });
  if (variant.contains !== null)
    moved.push(`${tCode("what_if_lever", "contains")} ${Math.round(variant.contains * 1000) / 10}%`);
  if (variant.ring_seconds !== null)
    moved.push(`${tCode("what_if_lever", "ring_seconds")} ${variant.ring_seconds} ${t("what_if.unit_s")}`);
  if (variant.policy !== "production") moved.push(tCode("what_if_policy", variant.policy));
  return moved.length === 0 ? t("what_if.nothing_moved") : moved.join(" · ");
}

/** A figure with its interval, and below it the difference to the first variant where there is one. */
function Cell({ code, ran, of }: { code: string; ran: WhatIfRan; of: WhatIfRan["figures"] }) {
  const figure = of[code];
  if (figure === undefined) return <td>–</td>;
  const apart = of === ran.figures ? ran.differences[code] : undefined;
  return (
    <td>
      <span className="num">{said(code, figure.mean)}</span> <small className="muted num">{margin(code, figure)}</small>
      {apart !== undefined && (
        <div className={css.apart} data-tone={toneOf(code, apart)}>
          {!same(apart) && (
            <span className="num">
              {signed(code, apart)} {apartBy(code, apart)}
            </span>
          )}
          {toneOf(code, apart) === "none" && <> {t("what_if.no_difference")}</>}
        </div>
      )}
    </td>
  );
}

function Figures({ answer, draft }: { answer: WhatIfAnswer; draft: WhatIfDraft }) {
  const palette = useStore(themeDark) ? dark : light;
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("what_if.figure")}</th>
            {answer.variants.map((one, n) => (
              <th key={one.name} scope="col">
                <i className={css.dot} style={{ background: colours(palette)[n] }} aria-hidden />
                {one.name}
                <small className="muted">{draft.variants[n] && levers(draft.variants[n])}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {FIGURES.filter((code) => answer.variants.some((one) => one.figures[code]?.mean !== 0)).map((code) => (
            <tr key={code}>
              <th scope="row" title={tCode("what_if_about", code)}>
                {tCode("what_if_figure", code)}
              </th>
              {answer.variants.map((one) => (
                <Cell key={one.name} code={code} ran={one} of={one.figures} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A class of the house is a queue by a channel: "presale.webchat". */
const channelOf = (code: string): string => tCode("channel", code.slice(code.lastIndexOf(".") + 1), {}, code);

function Classes({ answer }: { answer: WhatIfAnswer }) {
  const [code, setCode] = useState<Figure>("service_level");
  if (answer.classes.length < 2) return null;
  return (
    <section className={css.card}>
      <header className={css.cardHead}>
        <b>{t("what_if.by_class")}</b>
        <Choose value={code} choices={OF_CLASS} choose={setCode} />
      </header>
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">{t("what_if.class")}</th>
              {answer.variants.map((one) => (
                <th key={one.name} scope="col">
                  {one.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {answer.classes.map((one) => (
              <tr key={one.code}>
                <th scope="row">
                  {named(one)} <small className="muted">{channelOf(one.code)}</small>
                </th>
                {answer.variants.map((ran) => (
                  <Cell key={ran.name} code={code} ran={ran} of={ran.by_class[one.code] ?? {}} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Choose<T extends string>({
  value,
  choices,
  choose,
}: {
  value: T;
  choices: readonly T[];
  choose: (next: T) => void;
}) {
  return (
    <Select<T>
      variant="borderless"
      popupMatchSelectWidth={false}
      aria-label={t("what_if.figure")}
      value={value}
      options={choices.map((one) => ({ value: one, label: tCode("what_if_figure", one) }))}
      onChange={choose}
    />
  );
}

/** What came out: all variants side by side, with intervals, as a table, as whiskers and through the day. */
export function Answer({ answer, draft }: { answer: WhatIfAnswer; draft: WhatIfDraft }) {
  const palette = useStore(themeDark) ? dark : light;
  const [figure, setFigure] = useState<Figure>("service_level");
  const [ofDay, setOfDay] = useState<OfDay>("service_level");
  const spread = useMemo(() => whiskers(answer, figure, palette), [answer, figure, palette]);
  const day = useMemo(() => dayOf(answer, ofDay, palette), [answer, ofDay, palette]);
  return (
    <>
      <section className={css.card}>
        <header className={css.cardHead}>
          <b>{t("what_if.side_by_side")}</b>
          <small className="muted">
            {t("what_if.replicated", { count: answer.replications })}
            {!answer.whole && <> {t("what_if.time_was_up")}</>}
          </small>
        </header>
        <Figures answer={answer} draft={draft} />
      </section>
      <div className={css.pictures}>
        <section className={css.card}>
          <header className={css.cardHead}>
            <Choose value={figure} choices={FIGURES} choose={setFigure} />
            <small className="muted">{t("what_if.whiskers")}</small>
          </header>
          <Chart option={spread} height={260} />
        </section>
        <section className={css.card}>
          <header className={css.cardHead}>
            <Choose value={ofDay} choices={OF_DAY} choose={setOfDay} />
            <span className={css.legend}>
              {answer.variants.map((one, n) => (
                <small key={one.name}>
                  <i className={css.dot} style={{ background: colours(palette)[n] }} aria-hidden />
                  {one.name}
                </small>
              ))}
            </span>
          </header>
          <Chart option={day} height={260} />
        </section>
      </div>
      <Classes answer={answer} />
    </>
  );
}
