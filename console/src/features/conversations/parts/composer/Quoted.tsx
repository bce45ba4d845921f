import { X } from "lucide-react";
import { IconButton } from "@/design";
import { t } from "@/i18n";
import { changeDraft } from "../../drafts";
import type { Quoted as Quote } from "../../drafts";
import css from "./quoted.module.css";

/** What is being answered to, above the field; one press lets it go. */
export function Quoted({ id, quote }: { id: string; quote: Quote }) {
  return (
    <div className={css.quote}>
      <b>{quote.name}</b>
      <span className="cut">{quote.text}</span>
      <IconButton
        label={t("quote.drop")}
        icon={<X size={13} aria-hidden />}
        onClick={() => changeDraft(id, { quote: null })}
      />
    </div>
  );
}
