import Button from "antd/es/button";
import { ImageUp, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { sentence } from "@/design";
import { t } from "@/i18n";
import { bringLogo } from "../looks";
import css from "./look.module.css";

/** The picture in the head of the chat; without one, the name's first letter stands there. */
export function LogoField({
  chatId,
  url,
  onChange,
}: {
  chatId: string;
  url: string | null;
  onChange: (logo: string | null, url: string | null) => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const bring = async (file: File): Promise<void> => {
    setBusy(true);
    setRefused(null);
    try {
      const kept = await bringLogo(chatId, file);
      onChange(kept.logo, kept.logo_url);
    } catch (error) {
      setRefused(sentence(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={css.logo}>
      {url !== null && <img src={url} alt={t("look.logo")} />}
      <Button icon={<ImageUp size={14} aria-hidden />} loading={busy} onClick={() => picker.current?.click()}>
        {url === null ? t("look.logo_add") : t("look.logo_change")}
      </Button>
      {url !== null && (
        <Button
          icon={<Trash2 size={14} aria-hidden />}
          aria-label={t("look.logo_remove")}
          title={t("look.logo_remove")}
          onClick={() => onChange(null, null)}
        />
      )}
      <input
        ref={picker}
        type="file"
        style={{ display: "none" }}
        accept="image/png,image/jpeg,image/webp"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void bring(file);
        }}
      />
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}
