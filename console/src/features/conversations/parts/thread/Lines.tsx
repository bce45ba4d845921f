import { ArrowLeftRight, Bot, HelpCircle, Target } from "lucide-react";
import type { Handover, Message } from "@/api/types";
import { Ago, Tag, useNow } from "@/design";
import { t, tCode } from "@/i18n";
import { dayLine, exact, timeOfDay } from "@/i18n/format";
import { showArticle } from "./viewing";
import css from "./lines.module.css";

export function DayLine({ at }: { at: string }) {
  const now = useNow(60);
  return (
    <div className={css.day} role="separator">
      <span>{dayLine(at, now)}</span>
    </div>
  );
}

export function UnreadLine() {
  return (
    <div className={css.unreadLine} role="separator" data-unread-line>
      <span>{t("thread.unread")}</span>
    </div>
  );
}

export function SystemLine({ message }: { message: Message }) {
  const { system } = message;
  const text =
    system === null ? message.text : tCode("system", system.code, wordsOf(system), message.text || system.code);
  return (
    <div className={css.system} data-seq={message.seq}>
      <span title={exact(message.at)}>
        {text}
        <time className="num" dateTime={message.at}>
          {timeOfDay(message.at)}
        </time>
      </span>
    </div>
  );
}

/** Some lines say the same fact with either of two parameters (a transfer names an agent or a queue). */
function wordsOf(system: NonNullable<Message["system"]>): Record<string, string | number> {
  const { params } = system;
  const words = { ...params, name: params.name ?? params.queue ?? "" };
  if (system.code === "fused") return { ...words, channel: tCode("channel", String(params.channel ?? "")) };
  return words;
}

/** What the next person needs: why it came, what was tried, what is wanted, how the customer feels. */
export function HandoverCard({ handover }: { handover: Handover }) {
  return (
    <section className={css.handover} aria-label={t("handover.title")}>
      <header>
        <ArrowLeftRight size={14} aria-hidden />
        <b>{t("handover.title")}</b>
        <Tag tone={handover.reason === "anger" ? "red" : "plain"}>{tCode("handover.reason", handover.reason)}</Tag>
        {handover.by && <span className="muted">{handover.by}</span>}
        <Ago at={handover.at} className={css.end} />
      </header>
      <p className={css.summary}>{handover.summary}</p>
      <dl>
        <dt>
          <Target size={12} aria-hidden />
          {t("handover.need")}
        </dt>
        <dd>{handover.need}</dd>
        {handover.tried.length > 0 && (
          <>
            <dt>
              <Bot size={12} aria-hidden />
              {t("handover.tried")}
            </dt>
            <dd>
              <ul>
                {handover.tried.map(({ question, article }) => (
                  <li key={question}>
                    {question}
                    {article && (
                      <button type="button" onClick={() => showArticle(article)}>
                        {article.title}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
        <dt>
          <HelpCircle size={12} aria-hidden />
          {t("handover.emotion")}
        </dt>
        <dd>{tCode("emotion", handover.emotion)}</dd>
      </dl>
      {handover.note && <blockquote>{handover.note}</blockquote>}
    </section>
  );
}
