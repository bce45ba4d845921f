import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Segmented from "antd/es/segmented";
import Switch from "antd/es/switch";
import type { ChatLanguage } from "@/api/types";
import { linkTo } from "@/design";
import { t, tCode } from "@/i18n";
import { ColourField } from "./ColourField";
import css from "./look.module.css";

const LANGUAGES: { part: "zh" | "en"; value: ChatLanguage }[] = [
  { part: "zh", value: "zh-CN" },
  { part: "en", value: "en" },
];

/** A text in each language that is offered. */
function InBoth({
  name,
  label,
  hint,
  rows,
  max,
  offered,
}: {
  name: "launcher" | "questions";
  label: string;
  hint: string;
  rows: number;
  max: number;
  offered: ChatLanguage[];
}) {
  return (
    <fieldset className={css.both}>
      <legend>{label}</legend>
      <small className="muted">{hint}</small>
      {LANGUAGES.map(({ part, value }) => (
        <Form.Item key={part} name={[name, part]} label={tCode("look.in", value)} hidden={!offered.includes(value)}>
          {rows === 1 ? (
            <Input maxLength={max} autoComplete="off" />
          ) : (
            <Input.TextArea autoSize={{ minRows: rows, maxRows: 7 }} maxLength={max} />
          )}
        </Form.Item>
      ))}
    </fieldset>
  );
}

function Pixels({ name, label, most }: { name: "offset_x" | "offset_y"; label: string; most: number }) {
  return (
    <Form.Item name={name} label={label}>
      <InputNumber min={0} max={most} suffix="px" />
    </Form.Item>
  );
}

function Place() {
  return (
    <>
      <div className={css.row}>
        <Form.Item name="corner" label={t("look.corner")}>
          <Segmented
            options={[
              { value: "left", label: t("look.left") },
              { value: "right", label: t("look.right") },
            ]}
          />
        </Form.Item>
        <Pixels name="offset_x" label={t("look.offset_x")} most={200} />
        <Pixels name="offset_y" label={t("look.offset_y")} most={400} />
      </div>
      <Form.Item name="hide_on_phone" label={t("look.hide")} extra={t("look.hide_hint")} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

/** What customers read at the head of the chat. */
export function NameField() {
  return (
    <Form.Item
      name="name"
      label={t("look.name")}
      extra={t("look.name_hint")}
      rules={[{ required: true, whitespace: true, message: t("errors.empty") }]}
    >
      <Input maxLength={40} autoComplete="off" />
    </Form.Item>
  );
}

/** Everything that is chosen of a web chat, but for its picture. */
export function LookFields({ logo }: { logo: React.ReactNode }) {
  const offered = Form.useWatch<ChatLanguage[] | undefined>("languages") ?? ["zh-CN", "en"];
  return (
    <>
      <NameField />
      <Form.Item label={t("look.logo")} extra={t("look.logo_hint")}>
        {logo}
      </Form.Item>
      <Form.Item name="color" label={t("look.colour")}>
        <ColourField />
      </Form.Item>
      <Form.Item name="theme" label={t("look.theme")}>
        <Segmented
          options={[
            { value: "auto", label: t("look.theme_auto") },
            { value: "light", label: t("look.theme_light") },
            { value: "dark", label: t("look.theme_dark") },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="languages"
        label={t("look.languages")}
        extra={t("look.languages_hint")}
        rules={[{ required: true, message: t("look.languages_missing") }]}
      >
        <Checkbox.Group options={LANGUAGES.map(({ value }) => ({ value, label: tCode("look.in", value) }))} />
      </Form.Item>
      <Form.Item label={t("look.greeting")}>
        <a {...linkTo("/settings/texts")}>{t("look.greeting_there")}</a>
      </Form.Item>
      <InBoth
        name="questions"
        label={t("look.questions")}
        hint={t("look.questions_hint")}
        rows={3}
        max={400}
        offered={offered}
      />
      <InBoth
        name="launcher"
        label={t("look.launcher")}
        hint={t("look.launcher_hint")}
        rows={1}
        max={20}
        offered={offered}
      />
      <Place />
      <Form.Item name="sites" label={t("look.sites")} extra={t("look.sites_hint")}>
        <Input.TextArea
          autoSize={{ minRows: 2, maxRows: 8 }}
          placeholder="https://www.example.com"
          spellCheck={false}
        />
      </Form.Item>
    </>
  );
}
