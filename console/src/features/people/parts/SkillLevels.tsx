import Select from "antd/es/select";
import { t } from "@/i18n";
import css from "./skills.module.css";

const LEVELS = [0, 1, 2, 3, 4, 5];

/** How good somebody is at what; a skill without a level is one they do not have. */
export function SkillLevels({
  skills,
  none = t("users.no_skill"),
  value = {},
  onChange,
}: {
  skills: { code: string; name: string }[];
  /** what no level means here */
  none?: string;
  value?: Record<string, number>;
  onChange?: (next: Record<string, number>) => void;
}) {
  const set = (code: string, level: number): void => {
    const rest = Object.entries(value).filter(([one]) => one !== code);
    onChange?.(Object.fromEntries(level > 0 ? [...rest, [code, level]] : rest));
  };
  return (
    <ul className={css.skills}>
      {skills.map(({ code, name }) => (
        <li key={code}>
          <span>{name}</span>
          <Select
            size="small"
            aria-label={name}
            value={value[code] ?? 0}
            options={LEVELS.map((level) => ({
              value: level,
              label: level === 0 ? none : t("users.level", { level }),
            }))}
            onChange={(level: number) => set(code, level)}
          />
        </li>
      ))}
    </ul>
  );
}
