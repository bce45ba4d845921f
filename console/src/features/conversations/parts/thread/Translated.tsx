import { Languages } from "lucide-react";
import type { Message } from "@/api/types";
import { IconButton } from "@/design";
import { usePeople } from "@/features/people";
import { t } from "@/i18n";
import { toggleTranslation, useTranslation } from "../../translating";
import css from "./translated.module.css";

/** There where the installation has a language model and the message has words. */
export function Translate({ message }: { message: Message }) {
  const translates = usePeople((state) => state.settings.translates);
  const found = useTranslation(message);
  const words = (message.kind === "text" || message.kind === "note") && message.text.trim() !== "";
  if (!translates || !words) return null;
  const label = found === undefined || found === "asking" ? t("translate.do") : t("translate.hide");
  return (
    <IconButton
      label={label}
      icon={<Languages size={14} aria-hidden />}
      text={label}
      disabled={found === "asking"}
      onClick={() => toggleTranslation(message)}
    />
  );
}

/** Below the message's own words, which stay. */
export function Translated({ message }: { message: Message }) {
  const found = useTranslation(message);
  if (found === undefined) return null;
  if (found === "asking")
    return (
      <p className={css.translated} role="status">
        {t("translate.asking")}
      </p>
    );
  return (
    <div className={css.translated} lang={found.to}>
      <p>{found.text}</p>
      <small>{t("translate.by", { model: found.model })}</small>
    </div>
  );
}
