import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { LanguageModel as Kept } from "@/api/types";
import { Bones, Failed, Page, Tag } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { count } from "@/i18n/format";
import { price, useLanguageModel } from "../data";
import { ChoicesForm } from "../parts/ChoicesForm";
import { Did } from "../parts/Did";
import { TryModel } from "../parts/TryModel";
import css from "../parts/model.module.css";

const PLACES = ["choices", "try", "did"] as const;
type Place = (typeof PLACES)[number];

function Standing({ kept }: { kept: Kept }) {
  const { today, choices } = kept;
  return (
    <p className={css.standing}>
      <Tag tone={choices.on ? "green" : "plain"}>{choices.on ? t("model.is_on") : t("model.is_off")}</Tag>
      {kept.resting && <Tag tone="amber">{t("model.resting")}</Tag>}
      <span>{kept.model}</span>
      <span className="muted num">
        {t("model.today", {
          turns: count(today.turns),
          tokens: count(today.tokens_in + today.tokens_out),
          cost: price(today.cost, choices.currency),
        })}
      </span>
    </p>
  );
}

/** The language model: whether and where it answers, a box to try it, and what it did. Without one a plain line. */
export function LanguageModel() {
  const session = useSession();
  const query = useLanguageModel();
  const [place, setPlace] = useState<Place>("choices");
  const kept = query.data;
  const places = PLACES.filter((one) => one !== "did" || can(session, "insight.read"));
  if (kept?.configured === false)
    return (
      <Page title={t("settings.language_model")} text={t("model.none")}>
        {null}
      </Page>
    );
  return (
    <Page title={t("settings.language_model")} text={t("model.text")}>
      {query.isPending && <Bones rows={8} />}
      {query.isError && kept === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {kept !== undefined && (
        <>
          <Standing kept={kept} />
          <Segmented<Place>
            className={css.places ?? ""}
            value={place}
            onChange={setPlace}
            options={places.map((one) => ({ value: one, label: tCode("model_place", one) }))}
          />
          {place === "choices" && <ChoicesForm key={kept.version} kept={kept} />}
          {place === "try" && <TryModel />}
          {place === "did" && <Did />}
        </>
      )}
    </Page>
  );
}
