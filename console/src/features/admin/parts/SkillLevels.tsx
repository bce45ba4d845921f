import Select from "antd/es/select";
import type { UserChoices } from "@/api/types";
import { locale, t } from "@/i18n";
import css from "./users.module.css";

const LEVELS = [0, 1, 2, 3, 4, 5];

/** How good somebody is at what; a skill without a level is one they do not have. */
export function SkillLevels({
  skills,
  none = t("users.no_skill"),
  value = {},
  onChange,
}: {
  skills: UserChoices["skills"];
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
      {skills.map((skill) => {
        const name = locale() === "en" ? skill.name_en : skill.name_zh;
        return (
          <li key={skill.code}>
            <span>{name}</span>
            <Select
              size="small"
              aria-label={name}
              value={value[skill.code] ?? 0}
              options={LEVELS.map((level) => ({
                value: level,
                label: level === 0 ? none : t("users.level", { level }),
              }))}
              onChange={(level: number) => set(skill.code, level)}
            />
          </li>
        );
      })}
    </ul>
  );
}
