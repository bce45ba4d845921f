import Select from "antd/es/select";
import { useState } from "react";
import type { SurveyPlace } from "@/api/types";
import { Bones, Failed, askToLeave } from "@/design";
import { named, t, tCode } from "@/i18n";
import { SurveyEditor } from "../parts/SurveyEditor";
import { HOUSE, useSurveys } from "../surveys";

const nameOf = (one: SurveyPlace): string =>
  one.kind === "house" ? t("surveys.house") : named({ zh: one.name_zh, en: one.name_en });

/** The house, then its queues and its channels; those that ask in their own way say so. */
function choices(places: SurveyPlace[]): { label: string; options: { value: string; label: string }[] }[] {
  return (["house", "queue", "channel"] as const).map((kind) => ({
    label: tCode("survey_place", kind),
    options: places
      .filter((one) => one.kind === kind)
      .map((one) => ({
        value: one.place,
        label: kind !== "house" && one.survey !== null ? t("surveys.has_own", { name: nameOf(one) }) : nameOf(one),
      })),
  }));
}

/** What customers are asked when a talk is over: for the house, and otherwise for a queue or a channel. */
export function Surveys() {
  const query = useSurveys();
  const [chosen, setChosen] = useState(HOUSE);
  if (query.isPending) return <Bones rows={8} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const [house] = query.data;
  const place = query.data.find((one) => one.place === chosen) ?? house;
  if (house?.survey == null || place === undefined) return null;
  const picker = (
    <Select
      value={place.place}
      onChange={(next) => askToLeave(() => setChosen(next))}
      options={choices(query.data)}
      aria-label={t("surveys.place")}
      popupMatchSelectWidth={false}
    />
  );
  return <SurveyEditor key={place.place} place={place} house={house.survey} picker={picker} />;
}
