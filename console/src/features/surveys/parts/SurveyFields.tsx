import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Segmented from "antd/es/segmented";
import Switch from "antd/es/switch";
import { Smile, Star, ThumbsUp } from "lucide-react";
import type { SurveyScale } from "@/api/types";
import { t, tCode } from "@/i18n";
import { SCALES } from "../surveys";
import { Reasons } from "./Reasons";
import css from "./surveys.module.css";

const SIGNS: Record<SurveyScale, typeof Star> = { stars: Star, faces: Smile, yes_no: ThumbsUp };
const NEEDED = [{ required: true, whitespace: true, message: t("errors.empty") }];

function Count({ name, unit, min, max }: { name: string; unit: string; min: number; max: number }) {
  const label = tCode("survey_field", name);
  return (
    <Form.Item
      name={name}
      label={label}
      extra={tCode("survey_hint", name)}
      rules={[{ required: true, message: t("errors.empty") }]}
    >
      <InputNumber min={min} max={max} precision={0} suffix={unit} aria-label={label} />
    </Form.Item>
  );
}

function When() {
  const form = Form.useFormInstance();
  const agent = Form.useWatch<boolean | undefined>("after_agent", form);
  const bot = Form.useWatch<boolean | undefined>("after_bot", form);
  return (
    <fieldset className={css.group}>
      <legend>{t("surveys.when")}</legend>
      <div className={css.checks}>
        <Form.Item name="after_agent" valuePropName="checked" noStyle>
          <Checkbox>{tCode("survey_field", "after_agent")}</Checkbox>
        </Form.Item>
        <Form.Item name="after_bot" valuePropName="checked" noStyle>
          <Checkbox>{tCode("survey_field", "after_bot")}</Checkbox>
        </Form.Item>
      </div>
      {agent === false && bot === false && <p role="status">{t("surveys.never")}</p>}
      <div className={css.counts}>
        <Count name="delay_minutes" unit={t("surveys.minutes")} min={0} max={1440} />
        <Count name="quiet_days" unit={t("surveys.days")} min={0} max={365} />
        <Count name="open_hours" unit={t("surveys.hours")} min={1} max={720} />
      </div>
    </fieldset>
  );
}

/** Everything that is chosen of a survey. */
export function SurveyFields({ scale }: { scale: SurveyScale }) {
  return (
    <>
      <Form.Item
        name="scale"
        label={tCode("survey_field", "scale")}
        extra={scale === "yes_no" ? t("surveys.yes_no_hint") : undefined}
      >
        <Segmented
          options={SCALES.map((value) => {
            const Sign = SIGNS[value];
            return { value, label: tCode("survey_scale", value), icon: <Sign size={14} aria-hidden /> };
          })}
        />
      </Form.Item>
      <div className={css.pair}>
        <Form.Item name={["question", "zh"]} label={t("surveys.question_zh")} rules={NEEDED}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
        <Form.Item name={["question", "en"]} label={t("surveys.question_en")} rules={NEEDED}>
          <Input maxLength={80} autoComplete="off" />
        </Form.Item>
      </div>
      <Reasons scale={scale} />
      <Form.Item name="comment" label={tCode("survey_field", "comment")} valuePropName="checked">
        <Switch />
      </Form.Item>
      <When />
    </>
  );
}
