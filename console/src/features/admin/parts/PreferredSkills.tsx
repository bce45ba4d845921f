import Button from "antd/es/button";
import Select from "antd/es/select";
import { Plus, X } from "lucide-react";
import { IconButton } from "@/design";
import { t } from "@/i18n";
import css from "./queues.module.css";

const LEVELS = [1, 2, 3, 4, 5];
const MEAN = 3;

/** Skills that count for who has them, each up to a level; nobody must have them. */
export function PreferredSkills({
  skills,
  value = {},
  onChange,
}: {
  skills: { code: string; name: string }[];
  value?: Record<string, number>;
  onChange?: (next: Record<string, number>) => void;
}) {
  const pairs = Object.entries(value);
  const names = new Map(skills.map(({ code, name }) => [code, name]));
  const free = skills.filter(({ code }) => !(code in value));
  const set = (at: number, pair: [string, number]): void =>
    onChange?.(Object.fromEntries(pairs.map((one, n) => (n === at ? pair : one))));
  return (
    <div className={css.languages}>
      {pairs.map(([code, level], at) => {
        const name = names.get(code) ?? code;
        return (
          <span key={code}>
            <Select<string>
              aria-label={t("queues.preferred")}
              value={code}
              popupMatchSelectWidth={false}
              options={[{ code, name }, ...free].map((one) => ({ value: one.code, label: one.name }))}
              onChange={(to) => set(at, [to, level])}
            />
            <Select<number>
              aria-label={t("queues.preferred_level", { skill: name })}
              value={level}
              popupMatchSelectWidth={false}
              options={LEVELS.map((one) => ({ value: one, label: t("users.level", { level: one }) }))}
              onChange={(to) => set(at, [code, to])}
            />
            <IconButton
              label={t("queues.preferred_remove", { skill: name })}
              icon={<X size={13} aria-hidden />}
              onClick={() => onChange?.(Object.fromEntries(pairs.filter((_, n) => n !== at)))}
            />
          </span>
        );
      })}
      <Button
        icon={<Plus size={14} aria-hidden />}
        disabled={free.length === 0}
        onClick={() => free[0] && onChange?.({ ...value, [free[0].code]: MEAN })}
      >
        {t("queues.preferred_add")}
      </Button>
    </div>
  );
}
