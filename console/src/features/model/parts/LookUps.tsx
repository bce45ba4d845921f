import Select from "antd/es/select";
import { Trash2 } from "lucide-react";
import type { LanguageModelLookUp, LanguageModelOperation } from "@/api/types";
import { IconButton } from "@/design";
import { t, tCode } from "@/i18n";
import css from "./model.module.css";

type Binding = LanguageModelLookUp["give"][string];
const BINDINGS: Binding[] = ["own_order", "own_phone", "own_phone_tail", "said"];

const keyOf = (one: { system: string; operation: string }): string => `${one.system}.${one.operation}`;

/** What is likely meant by a parameter's name; the person looks at it. */
function guess(name: string): Binding {
  if (/tail/i.test(name)) return "own_phone_tail";
  if (/phone|mobile/i.test(name)) return "own_phone";
  return /order|number|no$/i.test(name) ? "own_order" : "said";
}

function fresh(one: LanguageModelOperation): LanguageModelLookUp {
  const wanted = one.parameters.filter((parameter) => parameter.required);
  return {
    system: one.system,
    operation: one.operation,
    give: Object.fromEntries(wanted.map(({ name }) => [name, guess(name)])),
  };
}

interface Props {
  value?: LanguageModelLookUp[];
  onChange?: (value: LanguageModelLookUp[]) => void;
  operations: LanguageModelOperation[];
}

/** The reading operations that the model may use, and where each parameter comes from. */
export function LookUps({ value = [], onChange, operations }: Props) {
  const chosen = new Set(value.map(keyOf));
  const left = operations.filter((one) => !chosen.has(keyOf(one)));
  const change = (at: number, name: string, binding: Binding): void =>
    onChange?.(value.map((one, n) => (n === at ? { ...one, give: { ...one.give, [name]: binding } } : one)));
  return (
    <div className={css.lookUps}>
      {value.map((one, at) => {
        const there = operations.find((operation) => keyOf(operation) === keyOf(one));
        const title = there?.title ?? one.operation;
        return (
          <div key={keyOf(one)} className={css.lookUp}>
            <strong>
              {title} <code>{one.operation}</code>
            </strong>
            <IconButton
              label={t("model.remove", { name: title })}
              icon={<Trash2 size={14} />}
              onClick={() => onChange?.(value.filter((_, n) => n !== at))}
            />
            {Object.entries(one.give).map(([name, binding]) => (
              <label key={name}>
                <span>{there?.parameters.find((parameter) => parameter.name === name)?.about || name}</span>
                <Select<Binding>
                  size="small"
                  value={binding}
                  aria-label={t("model.from_where", { name })}
                  onChange={(next) => change(at, name, next)}
                  options={BINDINGS.map((code) => ({ value: code, label: tCode("model_binding", code) }))}
                />
              </label>
            ))}
          </div>
        );
      })}
      {operations.length === 0 && <p className="muted">{t("model.no_operations")}</p>}
      {left.length > 0 && (
        <Select<string>
          className={css.choice ?? ""}
          value={null as unknown as string}
          placeholder={t("model.add_look_up")}
          aria-label={t("model.add_look_up")}
          onChange={(key) => {
            const found = left.find((one) => keyOf(one) === key);
            if (found) onChange?.([...value, fresh(found)]);
          }}
          options={left.map((one) => ({ value: keyOf(one), label: `${one.title} (${one.operation})` }))}
        />
      )}
    </div>
  );
}
