import Button from "antd/es/button";
import Checkbox from "antd/es/checkbox";
import Form from "antd/es/form";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Radio from "antd/es/radio";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { LanguageModel, LanguageModelChoices } from "@/api/types";
import { sayDone, sayError, sentence, useUnsaved } from "@/design";
import { locale, t, tCode } from "@/i18n";
import { choose } from "../data";
import { LookUps } from "./LookUps";
import css from "./model.module.css";

const SCOPES = ["unsure", "always"] as const;
const TOOLS = ["search_articles", "read_article", "begin_flow", "look_up", "ask_human", "close"] as const;
const HOURS = ["always", "open", "closed"] as const;
const MANNERS = ["plain", "warm", "formal"] as const;

function Where({ kept }: { kept: LanguageModel }) {
  const queue = (one: LanguageModel["queues"][number]): string => (locale() === "en" ? one.name_en : one.name_zh);
  return (
    <div className={css.grid}>
      <Form.Item name="hours" label={t("model.hours")}>
        <Select options={HOURS.map((one) => ({ value: one, label: tCode("model_hours", one) }))} />
      </Form.Item>
      <Form.Item name="queues" label={t("model.queues")}>
        <Select
          mode="multiple"
          placeholder={t("model.all")}
          options={kept.queues.map((one) => ({ value: one.code, label: queue(one) }))}
        />
      </Form.Item>
      <Form.Item name="channels" label={t("model.channels")}>
        <Select
          mode="multiple"
          placeholder={t("model.all")}
          options={kept.channels.map((one) => ({ value: one.id, label: one.name }))}
        />
      </Form.Item>
    </div>
  );
}

const LIMITS = [
  ["seconds", 1, 60, 1],
  ["steps", 1, 10, 1],
  ["together", 1, 8, 1],
  ["turn_tokens", 500, 200_000, 1000],
  ["day_tokens", 0, 10_000_000_000, 100_000],
  ["day_cost", 0, 1_000_000, 10],
  ["price_in", 0, 100_000, 0.5],
  ["price_out", 0, 100_000, 0.5],
] as const;

function Limits() {
  return (
    <div className={css.grid}>
      {LIMITS.map(([name, min, max, step]) => (
        <Form.Item key={name} name={name} label={tCode("model_limit", name)} extra={tCode("model_limit_hint", name)}>
          <InputNumber min={min} max={max} step={step} className={css.number ?? ""} />
        </Form.Item>
      ))}
      <Form.Item
        name="currency"
        label={t("model.currency")}
        rules={[{ pattern: /^[A-Z]{3}$/, message: t("model.currency_hint") }]}
      >
        <Input maxLength={3} className={css.number ?? ""} />
      </Form.Item>
    </div>
  );
}

/** What the house wants of its model. A number that was cleared stays as it was. */
export function ChoicesForm({ kept }: { kept: LanguageModel }) {
  const [form] = Form.useForm<LanguageModelChoices>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  useUnsaved(dirty);
  const save = (wished: LanguageModelChoices): void => {
    setBusy(true);
    const told = Object.entries(wished).filter(([, value]) => value !== null && value !== undefined);
    choose({ ...kept.choices, ...Object.fromEntries(told) }, kept.version)
      .then(() => {
        setDirty(false);
        sayDone(t("model.saved"));
      })
      .catch((error: unknown) => {
        const field = error instanceof ApiError ? error.field : null;
        if (field === null || !(field in kept.choices)) return sayError(error);
        form.setFields([{ name: field as keyof LanguageModelChoices, errors: [sentence(error)] }]);
      })
      .finally(() => setBusy(false));
  };
  return (
    <Form<LanguageModelChoices>
      className={css.form ?? ""}
      name="model"
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={kept.choices}
      onValuesChange={() => setDirty(true)}
      onFinish={save}
    >
      <Form.Item name="on" label={t("model.on")} valuePropName="checked" extra={t("model.on_hint")}>
        <Switch aria-label={t("model.on")} />
      </Form.Item>
      <Form.Item name="scope" label={t("model.scope")}>
        <Radio.Group className={css.stack ?? ""}>
          {SCOPES.map((one) => (
            <Radio key={one} value={one}>
              {tCode("model_scope", one)}
              <small className="muted">{tCode("model_scope_hint", one)}</small>
            </Radio>
          ))}
        </Radio.Group>
      </Form.Item>
      <Where kept={kept} />
      <h3>{t("model.tools")}</h3>
      <Form.Item name="tools">
        <Checkbox.Group
          className={css.stack ?? ""}
          options={TOOLS.map((one) => ({ value: one, label: tCode("model_tool", one) }))}
        />
      </Form.Item>
      <Form.Item name="look_ups" label={t("model.look_ups")} extra={t("model.look_ups_hint")}>
        <LookUps operations={kept.operations} />
      </Form.Item>
      <h3>{t("model.words")}</h3>
      <Form.Item name="manner" label={t("model.manner")}>
        <Radio.Group options={MANNERS.map((one) => ({ value: one, label: tCode("model_manner", one) }))} />
      </Form.Item>
      <Form.Item name="wording" label={t("model.wording")} extra={t("model.wording_hint")}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
      <h3>{t("model.limits")}</h3>
      <Limits />
      <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
        {t("action.save")}
      </Button>
    </Form>
  );
}
