import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import { Copy, ExternalLink } from "lucide-react";
import { useState } from "react";
import type { HelpPageState } from "@/api/types";
import { IconButton, copyText, sayDone } from "@/design";
import { t } from "@/i18n";
import css from "./selfcare.module.css";

type Lang = "zh-CN" | "en";

/** Where the page is, one address for each web chat, and what customers see there at a phone's width. */
export function Places({ state, drawn }: { state: HelpPageState; drawn: number }) {
  const [chosen, setChosen] = useState(0);
  const [lang, setLang] = useState<Lang>(document.documentElement.lang === "en" ? "en" : "zh-CN");
  const place = state.addresses[chosen];
  if (place === undefined) return null;
  const address = location.origin + place.path;
  const copy = (): void => {
    void copyText(address).then(() => sayDone(t("selfcare.copied")));
  };
  return (
    <aside className={css.places}>
      <h2>{t("selfcare.addresses")}</h2>
      {state.addresses.length > 1 && (
        <Select
          value={chosen}
          onChange={setChosen}
          options={state.addresses.map(({ name }, value) => ({ value, label: name }))}
          aria-label={t("selfcare.addresses")}
        />
      )}
      <div className={css.address}>
        <code>{address}</code>
        <IconButton label={t("selfcare.copy")} icon={<Copy size={14} aria-hidden />} onClick={copy} />
        {state.page.on && place.enabled && (
          <a href={place.path} target="_blank" rel="noreferrer">
            <ExternalLink size={14} aria-hidden />
            {t("selfcare.open")}
          </a>
        )}
      </div>
      {!place.enabled && <p className="muted">{t("selfcare.chat_off")}</p>}
      {state.page.on && place.enabled ? (
        <>
          <Segmented<Lang>
            size="small"
            value={lang}
            onChange={setLang}
            options={[
              { value: "zh-CN", label: t("selfcare.page_zh") },
              { value: "en", label: t("selfcare.page_en") },
            ]}
          />
          <iframe
            key={`${place.key}${lang}${drawn}`}
            title={t("selfcare.preview")}
            src={`${place.path}?lang=${lang}&preview=${state.version}-${drawn}`}
            className={css.preview}
          />
        </>
      ) : (
        <p className={css.empty}>{t("selfcare.preview_off")}</p>
      )}
    </aside>
  );
}
