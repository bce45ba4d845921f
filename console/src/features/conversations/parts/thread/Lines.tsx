import { Angry, ArrowLeftRight, BookOpen, Bot, Frown, HelpCircle, Info, Smile, Target } from "lucide-react";
import type { Handover, Message } from "@/api/types";
import { Ago, useNow } from "@/design";
import { t, tCode } from "@/i18n";
import { dateAndTime, dayLine, exact, timeOfDay } from "@/i18n/format";
import { extrasOf } from "../../handover";
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
  if (system.code === "snoozed" || system.code === "deferred") {
    return { ...words, until: dateAndTime(String(params.until)), why: tCode("deferred_why", String(params.why ?? "")) };
  }
  if (system.code === "callback_kept" || system.code === "callback_window") {
    const how = params.way === "chat" ? t("callback.way_chat") : t("callback.way_phone");
    return { ...words, how, start: dateAndTime(String(params.start)), end: timeOfDay(String(params.end)) };
  }
  if (system.code === "callback_missed") return { ...words, at: dateAndTime(String(params.at)) };
  if (system.code === "woken") return { ...words, by: tCode("woken", String(params.by)) };
  return words;
}

function Fact({ icon, name, children }: { icon: React.ReactNode; name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>
        {icon}
        {name}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}

function Tried({ tried }: Pick<Handover, "tried">) {
  return (
    <ol>
      {tried.map(({ question, article }, index) => (
        <li key={index}>
          {question}
          {article === null ? (
            <small>{t("handover.unanswered")}</small>
          ) : (
            <button type="button" onClick={() => showArticle(article)}>
              <BookOpen size={12} aria-hidden />
              {article.title}
            </button>
          )}
        </li>
      ))}
    </ol>
  );
}

const MOODS = { angry: Angry, annoyed: Frown };

/** What the next person needs: what is wanted, what was tried, how the customer feels, why it came here. */
export function HandoverCard({ handover }: { handover: Handover }) {
  const { need, tried, emotion, reason } = handover;
  const Mood = MOODS[emotion as keyof typeof MOODS] ?? Smile;
  return (
    <section className={css.handover} aria-label={t("handover.title")}>
      <header>
        <ArrowLeftRight size={14} aria-hidden />
        <b>{t("handover.title")}</b>
        {handover.by && <span className="muted">{t("handover.by", { name: handover.by })}</span>}
        <Ago at={handover.at} className={css.end} />
      </header>
      {handover.note && <blockquote>{handover.note}</blockquote>}
      <dl>
        <Fact icon={<Target size={13} aria-hidden />} name={t("handover.need")}>
          <span className={css.need}>{need || t("handover.need_unknown")}</span>
        </Fact>
        {tried.length > 0 && (
          <Fact icon={<Bot size={13} aria-hidden />} name={t("handover.tried")}>
            <Tried tried={tried} />
          </Fact>
        )}
        <Fact icon={<Mood size={13} aria-hidden />} name={t("handover.emotion")}>
          <span data-mood={emotion}>{tCode("emotion", emotion)}</span>
        </Fact>
        <Fact icon={<HelpCircle size={13} aria-hidden />} name={t("handover.why")}>
          {tCode("handover.reason", reason)}
        </Fact>
        {extrasOf(handover).map(({ label, text }, index) => (
          <Fact key={index} icon={<Info size={13} aria-hidden />} name={label ?? t("handover.also")}>
            {text}
          </Fact>
        ))}
      </dl>
    </section>
  );
}
