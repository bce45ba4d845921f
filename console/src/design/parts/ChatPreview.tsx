import Segmented from "antd/es/segmented";
import type { ChatLanguage } from "@/api/types";
import { t, tCode } from "@/i18n";
import { ChatFrame } from "./ChatFrame";
import css from "./besidepreview.module.css";

const LANGUAGES: ChatLanguage[] = ["zh-CN", "en"];

interface Props {
  lang: ChatLanguage;
  setLang: (lang: ChatLanguage) => void;
  /** what the chat is told; with another `again` it begins anew */
  told: object;
  again: string;
  hint: string;
}

/** The customer's own chat beside what is being changed, in the language chosen above it. */
export function ChatPreview({ lang, setLang, told, again, hint }: Props) {
  return (
    <section className={css.preview} aria-label={t("look.preview")}>
      <Segmented<ChatLanguage>
        size="small"
        value={lang}
        onChange={setLang}
        aria-label={t("look.language")}
        options={LANGUAGES.map((value) => ({ value, label: tCode("look.in", value) }))}
      />
      <ChatFrame key={`${lang} ${again}`} told={told} className={css.frame} />
      <p className="muted">{hint}</p>
    </section>
  );
}
