import Segmented from "antd/es/segmented";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import type { ChatLanguage, Look, WebChat } from "@/api/types";
import { ChatFrame } from "@/design/parts/ChatFrame";
import { locale, t, tCode } from "@/i18n";
import { shownLanguage, widgetConfig } from "../looks";
import css from "./look.module.css";

type Device = "desktop" | "phone";

/** The customer's own chat in a frame, told of settings that are not saved; nothing in it reaches anybody. */
export function LookPreview({ look, logoUrl, texts }: { look: Look; logoUrl: string | null; texts: WebChat["texts"] }) {
  const [device, setDevice] = useState<Device>("desktop");
  const [open, setOpen] = useState(true);
  const [lang, setLang] = useState<ChatLanguage>(() => shownLanguage(look, locale()));
  const shown = shownLanguage(look, lang);
  const told = { config: widgetConfig(look, logoUrl, texts), lang: shown, open };
  const hidden = device === "phone" && look.hide_on_phone;
  return (
    <section className={css.preview} aria-label={t("look.preview")}>
      <header>
        <Segmented<Device>
          size="small"
          value={device}
          onChange={setDevice}
          aria-label={t("look.device")}
          options={[
            { value: "desktop", label: t("look.desktop"), icon: <Monitor size={13} aria-hidden /> },
            { value: "phone", label: t("look.phone"), icon: <Smartphone size={13} aria-hidden /> },
          ]}
        />
        <Segmented<boolean>
          size="small"
          value={open}
          onChange={setOpen}
          aria-label={t("look.state")}
          options={[
            { value: true, label: t("look.opened") },
            { value: false, label: t("look.closed") },
          ]}
        />
        {look.languages.length > 1 && (
          <Segmented<ChatLanguage>
            size="small"
            value={shown}
            onChange={setLang}
            aria-label={t("look.language")}
            options={[
              { value: "zh-CN", label: tCode("look.in", "zh-CN") },
              { value: "en", label: tCode("look.in", "en") },
            ]}
          />
        )}
      </header>
      <div className={css.stage}>
        <ChatFrame key={`${device} ${shown}`} told={told} className={device === "phone" ? css.phone : css.desktop} />
      </div>
      <p className="muted">{hidden ? t("look.hidden_here") : t("look.preview_hint")}</p>
    </section>
  );
}
