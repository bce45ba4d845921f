import Segmented from "antd/es/segmented";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { HelpFigures } from "@/api/types";
import { Bones, Failed } from "@/design";
import { t } from "@/i18n";
import { share, useHelpFigures } from "../data";
import css from "./selfcare.module.css";

function Tile({ name, part, whole, hint }: { name: string; part: number; whole?: number; hint: string }) {
  const rate = whole === undefined ? null : share(part, whole);
  return (
    <div className={css.tile} title={hint}>
      <span>{name}</span>
      <b className="num">{whole === undefined ? part : rate === null ? "—" : `${rate}%`}</b>
      <small>
        {whole === undefined ? hint : whole > 0 ? t("selfcare.of", { part, whole }) : t("selfcare.none_yet")}
      </small>
    </div>
  );
}

function Lists({ told }: { told: HelpFigures }) {
  return (
    <div className={css.lists}>
      <section>
        <h3>{t("selfcare.gaps")}</h3>
        {told.gaps.length === 0 ? (
          <p className="muted">{t("selfcare.no_gaps")}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>{t("selfcare.words")}</th>
                <th className="num">{t("selfcare.times")}</th>
              </tr>
            </thead>
            <tbody>
              {told.gaps.slice(0, 10).map((one) => (
                <tr key={one.locale + one.words}>
                  <td>{one.words}</td>
                  <td className="num">{one.nothing}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      <section>
        <h3>{t("selfcare.reads")}</h3>
        {told.reads.length === 0 ? (
          <p className="muted">{t("selfcare.no_reads")}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th>{t("selfcare.article")}</th>
                <th className="num">{t("selfcare.read_times")}</th>
                <th className="num">{t("selfcare.votes")}</th>
              </tr>
            </thead>
            <tbody>
              {told.reads.slice(0, 10).map((one) => (
                <tr key={one.slug}>
                  <td>{one.title}</td>
                  <td className="num">{one.reads}</td>
                  <td className="num">{`${one.helpful} / ${one.unhelpful}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

/** What visitors did, and what they did not find. Not there for who may not see figures. */
export function Figures() {
  const [days, setDays] = useState(7);
  const query = useHelpFigures(days);
  if (query.error instanceof ApiError && query.error.status === 403) return null;
  const told = query.data;
  const all = told?.figures;
  return (
    <section className={css.figures} aria-label={t("selfcare.figures")}>
      <header>
        <h2>{t("selfcare.figures")}</h2>
        <Segmented
          size="small"
          value={days}
          onChange={setDays}
          options={[7, 30].map((n) => ({ value: n, label: t("selfcare.days", { n }) }))}
        />
      </header>
      {query.isPending && <Bones rows={3} />}
      {query.isError && told === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {told !== undefined && all !== undefined && (
        <>
          <div className={css.tiles}>
            <Tile name={t("selfcare.used")} part={all.used} hint={t("selfcare.used_hint")} />
            <Tile name={t("selfcare.alone")} part={all.alone} whole={all.used} hint={t("selfcare.alone_hint")} />
            <Tile
              name={t("selfcare.nothing")}
              part={all.nothing}
              whole={all.searches}
              hint={t("selfcare.nothing_hint")}
            />
            <Tile
              name={t("selfcare.helpful")}
              part={all.helpful}
              whole={all.helpful + all.unhelpful}
              hint={t("selfcare.helpful_hint")}
            />
          </div>
          <p className="muted">{t("selfcare.alone_hint")}</p>
          <Lists told={told} />
        </>
      )}
    </section>
  );
}
