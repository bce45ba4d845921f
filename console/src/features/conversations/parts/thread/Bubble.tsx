import { AlertCircle, BookOpen, Check, CheckCheck, Clock3, Download, FileText, RotateCcw } from "lucide-react";
import { memo } from "react";
import type { Attachment, Delivery, Message } from "@/api/types";
import { exact, fileSize } from "@/i18n/format";
import { t } from "@/i18n";
import { sayError } from "@/design";
import { retryDelivery } from "../../data";
import { Acts, Recalled } from "./Acts";
import { Markdown, Plain } from "./Prose";
import { Translated } from "./Translated";
import { showArticle, showImage } from "./viewing";
import actCss from "./acts.module.css";
import css from "./thread.module.css";

const WIDEST = 280;
const TALLEST = 320;

/** The size a picture will take, known before it has loaded, so that nothing jumps. */
function fit(width: number | null, height: number | null): { width: number; height: number } {
  if (!width || !height) return { width: 200, height: 150 };
  const scale = Math.min(1, WIDEST / width, TALLEST / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}

export function Picture({ attachment }: { attachment: Pick<Attachment, "name" | "url" | "width" | "height"> }) {
  return (
    <button
      type="button"
      className={css.picture}
      style={fit(attachment.width, attachment.height)}
      onClick={() => showImage(attachment)}
      aria-label={t("message.open_image", { name: attachment.name })}
    >
      <img src={attachment.url} alt={attachment.name} loading="lazy" />
    </button>
  );
}

function FileChip({ attachment }: { attachment: Attachment }) {
  return (
    <a className={css.file} href={attachment.url} download={attachment.name} target="_blank" rel="noopener noreferrer">
      <FileText size={20} aria-hidden />
      <span>
        <b className="cut">{attachment.name}</b>
        <small>{fileSize(attachment.size)}</small>
      </span>
      <Download size={14} aria-label={t("message.download")} />
    </a>
  );
}

function Content({ message }: { message: Message }) {
  if (message.kind === "image" && message.attachment !== null) return <Picture attachment={message.attachment} />;
  if (message.kind === "file" && message.attachment !== null) return <FileChip attachment={message.attachment} />;
  return message.format === "markdown" ? (
    <Markdown text={message.text} files={message.files} />
  ) : (
    <Plain text={message.text} />
  );
}

const STATES: Record<Exclude<Delivery, "failed">, { icon: typeof Check; word: () => string }> = {
  accepted: { icon: Clock3, word: () => t("delivery.accepted") },
  sent: { icon: Check, word: () => t("delivery.sent") },
  delivered: { icon: CheckCheck, word: () => t("delivery.delivered") },
  read: { icon: CheckCheck, word: () => t("delivery.read") },
};

export function DeliveryMark({ delivery }: { delivery: Exclude<Delivery, "failed"> | "sending" }) {
  const { icon: Icon, word } =
    delivery === "sending" ? { icon: Clock3, word: () => t("delivery.sending") } : STATES[delivery];
  return (
    <span className={css.delivery} data-read={delivery === "read" || undefined}>
      <Icon size={13} aria-hidden />
      {word()}
    </span>
  );
}

function FailedMark({ message }: { message: Message }) {
  return (
    <span className={css.failed} role="alert">
      <AlertCircle size={13} aria-hidden />
      {t("delivery.failed")}
      <button type="button" onClick={() => void retryDelivery(message).catch(sayError)}>
        <RotateCcw size={12} aria-hidden />
        {t("action.retry")}
      </button>
    </span>
  );
}

interface Props {
  message: Message;
  delivery: Delivery | null;
  /** the state is written under the last message only; a failure under every one */
  last: boolean;
}

export const Bubble = memo(function Bubble({ message, delivery, last }: Props) {
  const side = message.author.kind === "customer" ? "left" : "right";
  const look = message.kind === "note" ? "note" : message.author.kind;
  const bare = message.kind === "image";
  if (message.recalled)
    return (
      <div className={css.bubbleLine} data-side={side} data-seq={message.seq}>
        <Recalled message={message} />
      </div>
    );
  return (
    <div className={css.bubbleLine} data-side={side} data-seq={message.seq}>
      <Acts message={message} />
      <div className={css.bubble} data-look={look} data-bare={bare || undefined} title={exact(message.at)}>
        {message.quote !== null && message.quote.text !== "" && (
          <blockquote className={actCss.quoted}>
            {message.quote.author.name}：{message.quote.text}
          </blockquote>
        )}
        <Content message={message} />
        <Translated message={message} />
        {message.sources.length > 0 && (
          <ul className={css.sources} aria-label={t("message.sources")}>
            {message.sources.map((source) => (
              <li key={source.id}>
                <button type="button" onClick={() => showArticle(source)}>
                  <BookOpen size={12} aria-hidden />
                  {source.title}
                </button>
              </li>
            ))}
          </ul>
        )}
        {message.suggestions.length > 0 && (
          <ul className={css.suggestions} aria-label={t("message.suggestions")}>
            {message.suggestions.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        )}
      </div>
      {delivery === "failed" && <FailedMark message={message} />}
      {last && delivery !== null && delivery !== "failed" && <DeliveryMark delivery={delivery} />}
    </div>
  );
});
