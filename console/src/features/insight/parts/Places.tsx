import Segmented from "antd/es/segmented";
import { go } from "@/design";
import { t } from "@/i18n";

/** The floor now, and the figures of days. */
export function Places({ here }: { here: "floor" | "board" }) {
  return (
    <Segmented
      aria-label={t("insight.places")}
      value={here}
      onChange={(to) => go(to === "floor" ? "/insight/floor" : "/insight")}
      options={[
        { value: "board", label: t("insight.board") },
        { value: "floor", label: t("insight.floor") },
      ]}
    />
  );
}
