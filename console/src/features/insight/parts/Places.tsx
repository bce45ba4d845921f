import Segmented from "antd/es/segmented";
import { go } from "@/design";
import { can, useSession } from "@/features/session";
import { t } from "@/i18n";

type Place = "floor" | "board" | "alerts" | "topics" | "what-if" | "bot";

const ADDRESS: Record<Place, string> = {
  board: "/insight",
  bot: "/insight/bot",
  floor: "/insight/floor",
  alerts: "/insight/alerts",
  topics: "/insight/topics",
  "what-if": "/insight/what-if",
};

/** The floor now, what it has warned of, the figures of days and of the bot, what customers write about, and what would happen if. */
export function Places({ here }: { here: Place }) {
  const topics = can(useSession(), "intents.read");
  return (
    <Segmented<Place>
      aria-label={t("insight.places")}
      value={here}
      onChange={(to) => go(ADDRESS[to])}
      options={[
        { value: "board", label: t("insight.board") },
        { value: "bot", label: t("bot_board.place") },
        { value: "floor", label: t("insight.floor") },
        { value: "alerts", label: t("insight.history") },
        ...(topics ? [{ value: "topics" as const, label: t("topics.place") }] : []),
        { value: "what-if", label: t("what_if.place") },
      ]}
    />
  );
}
