import type { FoundWhy } from "@/api/types";
import { t } from "@/i18n";
import css from "./synonyms.module.css";

/** Why an article was found: the words it has, those it has under another name, and how near the meaning is. */
export function Why({ why }: { why: FoundWhy }) {
  const { words, alike, meaning } = why;
  if (words.length === 0 && alike.length === 0 && meaning === null) return null;
  return (
    <small className={css.why}>
      {words.length > 0 && (
        <span>
          {t("why.words")} {words.join(t("list.comma"))}
        </span>
      )}
      {alike.map(({ said, other }) => (
        <span key={said}>
          {t("why.alike")} {t("why.for", { said, other })}
        </span>
      ))}
      {meaning !== null && (
        <span>
          {t("why.meaning")} <span className="num">{meaning.toFixed(2)}</span>
        </span>
      )}
    </small>
  );
}
