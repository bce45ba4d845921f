import { Ear } from "lucide-react";
import type { Whisper } from "@/api/types";
import { exact, timeOfDay } from "@/i18n/format";
import { t } from "@/i18n";
import { useConversations } from "../../data";
import { Plain } from "./Prose";
import css from "./join.module.css";

/** What a supervisor said into the agent's ear: no message, and never the customer's to see. */
export function WhisperLine({ whisper }: { whisper: Whisper }) {
  const me = useConversations((state) => state.who.id);
  return (
    <section className={css.whisper} data-mine={whisper.author_id === me || undefined} aria-label={t("whisper.title")}>
      <header>
        <Ear size={13} aria-hidden />
        <b>{t("whisper.title")}</b>
        <span>{whisper.author_name}</span>
        <time className="num" dateTime={whisper.at} title={exact(whisper.at)}>
          {timeOfDay(whisper.at)}
        </time>
      </header>
      <Plain text={whisper.text} />
      <small>{whisper.agent_id === me ? t("whisper.to_me") : t("whisper.to_other")}</small>
    </section>
  );
}
