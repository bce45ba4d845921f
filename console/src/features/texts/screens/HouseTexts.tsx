import Select from "antd/es/select";
import { useState } from "react";
import type { TextsPlace } from "@/api/types";
import { Bones, Failed, askToLeave } from "@/design";
import { t } from "@/i18n";
import { TextsEditor } from "../parts/TextsEditor";
import { HOUSE, useTexts } from "../texts";

function nameOf({ place, name, texts }: TextsPlace): string {
  if (place === HOUSE) return t("surveys.house");
  return Object.keys(texts).length > 0 ? t("surveys.has_own", { name }) : name;
}

/** What the house says to its customers in its own name, and what a channel says otherwise. */
export function HouseTexts() {
  const query = useTexts();
  const [chosen, setChosen] = useState(HOUSE);
  if (query.isPending) return <Bones rows={10} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  const { slots, places } = query.data;
  const [house] = places;
  const place = places.find((one) => one.place === chosen) ?? house;
  if (house === undefined || place === undefined) return null;
  const picker = (
    <Select
      value={place.place}
      onChange={(next) => askToLeave(() => setChosen(next))}
      options={places.map((one) => ({ value: one.place, label: nameOf(one) }))}
      aria-label={t("surveys.place")}
      popupMatchSelectWidth={false}
    />
  );
  return <TextsEditor key={place.place} slots={slots} place={place} house={house} picker={picker} />;
}
