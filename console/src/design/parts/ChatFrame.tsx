import { useCallback, useEffect, useRef } from "react";
import { t } from "@/i18n";

const SOON = 150;

/** What the chat's own scripts are told, with what a preview does not choose filled in. */
export function chatConfig(chosen: object): object {
  return {
    quick_questions: { zh: [], en: [] },
    texts: {},
    hours: { open: true, opens_at: null },
    upload: { max_bytes: 20 * 1024 * 1024, types: ["image/png", "image/jpeg"] },
    survey: { scale: "stars", question: { zh: "", en: "" }, reasons: [], comment: true },
    max_text: 4000,
    ...chosen,
  };
}

/** The customer's own chat in a frame, told of settings that are not saved; nothing in it reaches anybody. `told`: what
 * the page of the preview listens for, beside its name. */
export function ChatFrame({ told, className }: { told: object; className: string | undefined }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const words = JSON.stringify({ ...told, qf: "look" });
  const latest = useRef(words);
  const tell = useCallback((): void => {
    frame.current?.contentWindow?.postMessage(JSON.parse(latest.current), window.location.origin);
  }, []);
  useEffect(() => {
    const hear = (event: MessageEvent): void => {
      if (event.source === frame.current?.contentWindow && event.data?.qf === "ready") tell();
    };
    window.addEventListener("message", hear);
    return () => window.removeEventListener("message", hear);
  }, [tell]);
  useEffect(() => {
    latest.current = words;
    const later = setTimeout(tell, SOON);
    return () => clearTimeout(later);
  }, [words, tell]);
  return <iframe ref={frame} className={className} src="/widget/preview" title={t("look.preview")} />;
}
