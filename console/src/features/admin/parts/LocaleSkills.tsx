import Button from "antd/es/button";
import Select from "antd/es/select";
import { Plus, X } from "lucide-react";
import { IconButton } from "@/design";
import { languageName, t } from "@/i18n";
import css from "./queues.module.css";

const LANGUAGES = ["en", "zh-CN", "zh-TW", "zh-HK", "ja", "ko", "fr", "de", "es", "ru", "ar", "pt", "th", "vi"];

/** Which skill somebody has to have who answers customers of a language. */
export function LocaleSkills({
  skills,
  value = {},
  onChange,
}: {
  skills: { value: string; label: string }[];
  value?: Record<string, string>;
  onChange?: (next: Record<string, string>) => void;
}) {
  const pairs = Object.entries(value);
  const free = LANGUAGES.filter((one) => !(one in value));
  const set = (at: number, pair: [string, string]): void =>
    onChange?.(Object.fromEntries(pairs.map((one, n) => (n === at ? pair : one))));
  const next = skills[0];
  return (
    <div className={css.languages}>
      {pairs.map(([language, skill], at) => (
        <span key={language}>
          <Select<string>
            aria-label={t("queues.language")}
            value={language}
            popupMatchSelectWidth={false}
            options={[language, ...free].map((one) => ({ value: one, label: languageName(one) }))}
            onChange={(to) => set(at, [to, skill])}
          />
          →
          <Select<string>
            aria-label={t("queues.language_skill", { language: languageName(language) })}
            value={skill}
            popupMatchSelectWidth={false}
            options={skills}
            onChange={(to) => set(at, [language, to])}
          />
          <IconButton
            label={t("queues.language_remove", { language: languageName(language) })}
            icon={<X size={13} aria-hidden />}
            onClick={() => onChange?.(Object.fromEntries(pairs.filter((_, n) => n !== at)))}
          />
        </span>
      ))}
      <Button
        icon={<Plus size={14} aria-hidden />}
        disabled={free.length === 0 || next === undefined}
        onClick={() => next && free[0] && onChange?.({ ...value, [free[0]]: next.value })}
      >
        {t("queues.language_add")}
      </Button>
    </div>
  );
}
