import Segmented from "antd/es/segmented";
import { go } from "@/design";
import { t } from "@/i18n";

type Place = "floor" | "board" | "alerts";

const ADDRESS: Record<Place, string> = { board: "/insight", floor: "/insight/floor", alerts: "/insight/alerts" };

/** The floor now, what it has warned of, and the figures of days. */
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
      ]}
    />
  );
}
