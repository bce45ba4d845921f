import Segmented from "antd/es/segmented";
import { go } from "@/design";
import { t } from "@/i18n";

type Place = "floor" | "board" | "alerts" | "what-if";

const ADDRESS: Record<Place, string> = {
  board: "/insight",
  floor: "/insight/floor",
  alerts: "/insight/alerts",
  "what-if": "/insight/what-if",
};

/** The floor now, what it has warned of, the figures of days, and what would happen if. */
export function Places({ here }: { here: Place }) {
  return (
    <Segmented<Place>
      aria-label={t("insight.places")}
      value={here}
      onChange={(to) => go(ADDRESS[to])}
      options={[
        { value: "board", label: t("insight.board") },
        { value: "floor", label: t("insight.floor") },
        { value: "alerts", label: t("insight.history") },
        { value: "what-if", label: t("what_if.place") },
      ]}
    />
  );
}
