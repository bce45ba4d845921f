import Segmented from "antd/es/segmented";
import { useState } from "react";
import type { ChatLanguage, Survey } from "@/api/types";
import { ChatFrame, chatConfig } from "@/design/parts/ChatFrame";
import { usePeople } from "@/features/people";
import { locale, t, tCode } from "@/i18n";
import css from "./surveys.module.css";

const LANGUAGES: ChatLanguage[] = ["zh-CN", "en"];

/** The end of a talk as the customer sees it, drawn by the chat's own scripts. */
export function SurveyPreview({ survey }: { survey: Survey }) {
  const [lang, setLang] = useState<ChatLanguage>(locale());
  const brand = usePeople((state) => state.settings.brand);
  const { scale, question, reasons, comment } = survey;
  const told = {
    config: chatConfig({
      brand: { name: brand, color: "#0B7F79", logo_url: null },
      greeting: { zh: "", en: "" },
    }),
    lang,
    open: true,
    survey: { scale, question, reasons, comment },
  };
  return (
    <section className={css.preview} aria-label={t("look.preview")}>
      <Segmented<ChatLanguage>
        size="small"
        value={lang}
        onChange={setLang}
        aria-label={t("look.language")}
        options={LANGUAGES.map((value) => ({ value, label: tCode("look.in", value) }))}
      />
      <ChatFrame key={`${lang} ${scale}`} told={told} className={css.frame} />
      <p className="muted">{t("surveys.preview_hint")}</p>
    </section>
  );
}
