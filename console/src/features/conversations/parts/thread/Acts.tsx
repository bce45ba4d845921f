import { Reply, Undo2 } from "lucide-react";
import { useState } from "react";
import type { Message } from "@/api/types";
import { IconButton, sayError, serverNow, useNow } from "@/design";
import { t } from "@/i18n";
import { recallMessage, useConversations } from "../../data";
import { changeDraft, draftOf } from "../../drafts";
import { Translate } from "./Translated";
import css from "./acts.module.css";

const WINDOW_MS = 120_000;
const LONGEST = 120;

function toField(): void {
  document.querySelector<HTMLElement>("[data-composer]")?.focus();
}

function quote(message: Message): void {
  const text = (message.text || (message.attachment?.name ?? "")).replace(/\s+/g, " ").slice(0, LONGEST);
  changeDraft(message.conversation_id, { quote: { id: message.id, name: message.author.name, text } });
  toField();
}

/** There as long as the server lets it be taken back. */
function Recall({ message }: { message: Message }) {
  const now = useNow();
  const [busy, setBusy] = useState(false);
  if (now - Date.parse(message.at) > WINDOW_MS) return null;
  const recall = (): void => {
    setBusy(true);
    recallMessage(message)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <IconButton
      label={t("recall.do")}
      icon={<Undo2 size={14} aria-hidden />}
      text={t("recall.do")}
      disabled={busy}
      onClick={recall}
    />
  );
}

/** What may be done with one message: shown with the pointer or the focus on it, taking no room. */
export function Acts({ message }: { message: Message }) {
  const me = useConversations((state) => state.who.id);
  const own = message.author.kind === "agent" && message.author.id === me && message.kind !== "note";
  return (
    <div className={css.acts}>
      <IconButton
        label={t("quote.do")}
        icon={<Reply size={14} aria-hidden />}
        text={t("quote.do")}
        onClick={() => quote(message)}
      />
      <Translate message={message} />
      {own && serverNow() - Date.parse(message.at) < WINDOW_MS && <Recall message={message} />}
    </div>
  );
}

/** What was taken back: the customer sees nothing of it, we see what it was. */
export function Recalled({ message }: { message: Message }) {
  const me = useConversations((state) => state.who.id);
  const text = message.text || (message.attachment?.name ?? "");
  const again = (): void => {
    const { reply } = draftOf(message.conversation_id);
    changeDraft(message.conversation_id, {
      tab: "reply",
      reply: reply === "" ? message.text : `${reply}\n${message.text}`,
    });
    toField();
  };
  return (
    <div className={css.recalled}>
      <span>{t("recall.done", { name: message.author.name })}</span>
      <del>{text}</del>
      {message.author.id === me && message.text !== "" && (
        <button type="button" onClick={again}>
          {t("recall.again")}
        </button>
      )}
    </div>
  );
}
