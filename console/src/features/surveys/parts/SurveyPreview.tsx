import { useState } from "react";
import type { ChatLanguage, Seen, Survey } from "@/api/types";
import { chatConfig } from "@/design/parts/ChatFrame";
import { ChatPreview } from "@/design/parts/ChatPreview";
import { locale, t } from "@/i18n";

/** The end of a talk as the customer sees it, drawn by the chat's own scripts. */
export function SurveyPreview({ survey, seen }: { survey: Survey; seen: Seen }) {
  const [lang, setLang] = useState<ChatLanguage>(locale());
  const { scale, question, reasons, comment } = survey;
  const told = {
    config: chatConfig({
      brand: { name: seen.name, color: seen.color, logo_url: seen.logo_url },
      texts: seen.texts,
    }),
    lang,
    open: true,
    survey: { scale, question, reasons, comment },
  };
  return <ChatPreview lang={lang} setLang={setLang} told={told} again={scale} hint={t("surveys.preview_hint")} />;
}
