import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import type { SurveyScale } from "@/api/types";
import { IconButton } from "@/design";
import { t } from "@/i18n";
import { freshReason } from "../surveys";
import { Scores } from "./Scores";
import css from "./surveys.module.css";

const MOST = 20;
const NEEDED = [{ required: true, whitespace: true, message: t("errors.empty") }];
const SCORED = [{ type: "array" as const, min: 1, message: t("surveys.scores_missing") }];

function Name({ at, part, label }: { at: number; part: "zh" | "en"; label: string }) {
  return (
    <Form.Item name={[at, part]} rules={NEEDED} className={css.cell ?? ""}>
      <Input maxLength={40} placeholder={label} aria-label={label} autoComplete="off" />
    </Form.Item>
  );
}

/** What customers may tap on after their score, and for which scores. */
export function Reasons({ scale }: { scale: SurveyScale }) {
  return (
    <Form.List name="reasons">
      {(fields, { add, remove, move }, { errors }) => (
        <fieldset className={css.group}>
          <legend>{t("surveys.reasons")}</legend>
          <small className="muted">{t("surveys.reasons_hint")}</small>
          {fields.length === 0 && <p className="muted">{t("surveys.no_reasons")}</p>}
          <ul className={css.reasons}>
            {fields.map(({ key, name: at }) => (
              <li key={key}>
                <Form.Item name={[at, "code"]} hidden>
                  <Input />
                </Form.Item>
                <Name at={at} part="zh" label={t("groups.zh")} />
                <Name at={at} part="en" label={t("groups.en")} />
                <Form.Item name={[at, "scores"]} rules={SCORED} className={css.cell ?? ""}>
                  <Scores scale={scale} />
                </Form.Item>
                <span className={css.acts}>
                  <IconButton
                    label={t("surveys.up", { at: at + 1 })}
                    icon={<ArrowUp size={15} aria-hidden />}
                    disabled={at === 0}
                    onClick={() => move(at, at - 1)}
                  />
                  <IconButton
                    label={t("surveys.down", { at: at + 1 })}
                    icon={<ArrowDown size={15} aria-hidden />}
                    disabled={at === fields.length - 1}
                    onClick={() => move(at, at + 1)}
                  />
                  <IconButton
                    label={t("surveys.remove", { at: at + 1 })}
                    icon={<Trash2 size={15} aria-hidden />}
                    onClick={() => remove(at)}
                  />
                </span>
              </li>
            ))}
          </ul>
          <Form.ErrorList errors={errors} />
          <Button
            icon={<Plus size={14} aria-hidden />}
            disabled={fields.length >= MOST}
            onClick={() => add(freshReason(scale))}
          >
            {t("reasons.add")}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
