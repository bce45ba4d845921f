import { Sparkles, StickyNote } from "lucide-react";
import { memo } from "react";
import { Avatar } from "@/design";
import { exact, timeOfDay } from "@/i18n/format";
import { t } from "@/i18n";
import { shownDelivery } from "../../items";
import type { Group } from "../../items";
import { Bubble } from "./Bubble";
import css from "./thread.module.css";

/** The AI is always called one, whatever name the brand has given it. */
function botName(name: string): string {
  if (name === "") return t("message.bot");
  return /AI/.test(name) ? name : t("message.bot_named", { name });
}

function AuthorLine({ group }: { group: Group }) {
  const { author } = group;
  return (
    <div className={css.author}>
      {author.kind === "bot" && (
        <span className={css.ai}>
          <Sparkles size={12} aria-hidden />
          {botName(author.name)}
        </span>
      )}
      {author.kind !== "bot" && <b>{author.name}</b>}
      {group.note && (
        <span className={css.noteWord}>
          <StickyNote size={12} aria-hidden />
          {t("composer.note")}
        </span>
      )}
      <time className="num" dateTime={group.at} title={exact(group.at)}>
        {timeOfDay(group.at)}
      </time>
    </div>
  );
}

/** Messages of one author within one minute. */
export const GroupView = memo(
  function GroupView({ group, customerRead, tail }: { group: Group; customerRead: number; tail: boolean }) {
    const side = group.author.kind === "customer" ? "left" : "right";
    const last = group.messages.at(-1);
    return (
      <div className={css.group} data-side={side}>
        {side === "left" && <Avatar name={group.author.name} size={28} />}
        <div className={css.stack}>
          <AuthorLine group={group} />
          {group.messages.map((message) => (
            <Bubble
              key={message.seq}
              message={message}
              delivery={shownDelivery(message, customerRead)}
              last={tail && message === last}
            />
          ))}
        </div>
      </div>
    );
  },
  (a, b) =>
    a.customerRead === b.customerRead &&
    a.tail === b.tail &&
    a.group.messages.length === b.group.messages.length &&
    a.group.messages.every((message, index) => message === b.group.messages[index]),
);
