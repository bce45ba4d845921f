import { useEffect, useState } from "react";
import type { ChatLanguage, TextSlot, TextsPlace } from "@/api/types";
import { serverNow } from "@/design";
import { chatConfig } from "@/design/parts/ChatFrame";
import { ChatPreview } from "@/design/parts/ChatPreview";
import { locale, t, tCode } from "@/i18n";
import { sceneOf } from "../scenes";
import { chatTexts } from "../texts";
import type { Said } from "../texts";

const SOON = 600;

/** A value as it was when nobody had changed it for a moment: what was said in a preview is said anew. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const later = setTimeout(() => setSettled(value), SOON);
    return () => clearTimeout(later);
  }, [value]);
  return settled;
}

interface Props {
  place: TextsPlace;
  slots: TextSlot[];
  slot: TextSlot;
  said: Said;
}

/** The moment at which the chosen text is seen, drawn by the chat's own scripts. */
export function TextsPreview({ place, slots, slot, said }: Props) {
  const [lang, setLang] = useState<ChatLanguage>(locale());
  const part = lang === "en" ? "en" : "zh";
  const { seen } = place;
  const names = {
    agent: t("texts.an_agent"),
    colleague: t("texts.a_colleague"),
    queue: t("texts.a_queue"),
    article: t("texts.an_article"),
    brand: seen.brand[part],
  };
  const wordings = useSettled(JSON.stringify(slot.group === "bot" ? (said[slot.key]?.[part] ?? []) : []));
  const { hours, scene, survey } = sceneOf(slot, JSON.parse(wordings) as string[], names, serverNow());
  const told = {
    config: chatConfig({
      brand: { name: seen.name, color: seen.color, logo_url: seen.logo_url },
      texts: chatTexts(slots, said, seen.brand),
      hours,
    }),
    lang,
    open: true,
    ...(scene && { scene }),
    ...(survey && {
      survey: {
        scale: "stars",
        question: { zh: t("texts.a_question"), en: t("texts.a_question") },
        reasons: [{ code: "a", zh: t("texts.a_reason"), en: t("texts.a_reason"), scores: [1, 2, 3, 4, 5] }],
        comment: false,
      },
    }),
  };
  const hint = tCode("texts_preview", slot.key, {}, tCode("texts_preview", slot.group, {}, t("look.preview_hint")));
  return <ChatPreview lang={lang} setLang={setLang} told={told} again={`${slot.key} ${wordings}`} hint={hint} />;
}
