import Button from "antd/es/button";
import Input from "antd/es/input";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { IntentLine, IntentsPage } from "@/api/types";
import { Tag, askToLeave } from "@/design";
import { t } from "@/i18n";
import { intentName } from "../words";
import { IntentEditor } from "./IntentEditor";
import { Outside } from "./Outside";
import css from "./understanding.module.css";

const NONE = "none";

function Line({ one, here, choose }: { one: IntentLine; here: boolean; choose: () => void }) {
  return (
    <li>
      <button type="button" aria-current={here || undefined} onClick={choose}>
        <span className={css.lineTop}>
          <b className="cut">{intentName(one)}</b>
          {one.archived && <Tag>{t("intents.archived")}</Tag>}
          {!one.archived && one.examples - one.held_out < 2 && <Tag tone="amber">{t("intents.too_few")}</Tag>}
        </span>
        <small className="muted">
          {t("intents.line", { count: one.examples, recent: one.recent })}
          {one.recall !== null && (
            <> · {t("intents.found", { right: Math.round(one.recall * one.tested), count: one.tested })}</>
          )}
        </small>
      </button>
    </li>
  );
}

/** The intents, and the one that is chosen with its examples. */
export function Taxonomy({ page, may, make }: { page: IntentsPage; may: boolean; make: () => void }) {
  const [q, setQ] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const wanted = q.trim().toLowerCase();
  const found = page.items
    .filter((one) => `${one.name_zh} ${one.name_en} ${one.code}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(a.archived) - Number(b.archived) || b.recent - a.recent);
  const here = chosen === NONE ? null : (page.items.find((one) => one.id === chosen) ?? found[0] ?? null);
  return (
    <div className={css.split}>
      <nav aria-label={t("settings.intents")}>
        <div className={css.tools}>
          <Input
            allowClear
            value={q}
            placeholder={t("intents.look")}
            aria-label={t("intents.look")}
            onChange={(event) => setQ(event.target.value)}
          />
          {may && (
            <Button icon={<Plus size={14} aria-hidden />} aria-label={t("intents.new")} onClick={make}>
              {t("intents.new_short")}
            </Button>
          )}
        </div>
        <ul className={css.list}>
          {found.map((one) => (
            <Line
              key={one.id}
              one={one}
              here={one.id === here?.id}
              choose={() => askToLeave(() => setChosen(one.id))}
            />
          ))}
          {wanted === "" && (
            <li>
              <button
                type="button"
                aria-current={chosen === NONE || undefined}
                onClick={() => askToLeave(() => setChosen(NONE))}
              >
                <span className={css.lineTop}>
                  <b className="cut">{t("intents.none_of_them")}</b>
                </span>
                <small className="muted">
                  {t("intents.line", { count: page.outside, recent: page.outside_recent })}
                </small>
              </button>
            </li>
          )}
          {found.length === 0 && <li className="muted">{t("settings.look_none")}</li>}
        </ul>
      </nav>
      {here !== null && chosen !== NONE && (
        <IntentEditor key={`${here.id}/${here.version}`} one={here} page={page} may={may} />
      )}
      {chosen === NONE && <Outside page={page} may={may} />}
    </div>
  );
}
