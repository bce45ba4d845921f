import { Hourglass, PhoneCall, MessageSquareReply } from "lucide-react";
import type { Row } from "@/api/types";
import { t } from "@/i18n";
import { timeOfDay } from "@/i18n/format";
import { upcoming } from "@/i18n/when";
import { useNow } from "../clock";
import { Tag } from "./Badges";

/** What was promised, in words: "14:00–14:30", or "by 14:30" for who keeps their place. */
export function promiseWords(callback: NonNullable<Row["callback"]>, now: number): string {
  if (callback.kept_place) return t("callback.by", { at: upcoming(callback.ends_at, now) });
  return `${upcoming(callback.starts_at, now)}–${timeOfDay(callback.ends_at)}`;
}

/** A conversation whose customer is called or written to instead of waiting, or which is held back in a surge. */
export function CallBackTag({ row }: { row: Row }) {
  const now = useNow(60);
  const { callback, held_until: held } = row;
  if (callback !== null && row.phase !== "closed") {
    const Icon = callback.way === "phone" ? PhoneCall : MessageSquareReply;
    return (
      <Tag tone="brand" title={t("callback.promised", { when: promiseWords(callback, now) })}>
        <Icon size={11} aria-hidden />
        {callback.way === "phone"
          ? t("callback.call", { when: promiseWords(callback, now) })
          : t("callback.write", { when: promiseWords(callback, now) })}
      </Tag>
    );
  }
  if (held === null) return null;
  return (
    <Tag title={t("deferred.hint")}>
      <Hourglass size={11} aria-hidden />
      {t("deferred.until", { when: upcoming(held, now) })}
    </Tag>
  );
}
