import Button from "antd/es/button";
import Input from "antd/es/input";
import Popconfirm from "antd/es/popconfirm";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { t, tCode } from "@/i18n";
import type { Step } from "../layout";
import css from "./flows.module.css";

const KINDS = ["say", "ask", "choose", "call", "confirm", "hand_over", "close"] as const;
const WAYS: Record<string, ("next" | "no" | "otherwise" | "refused" | "failed")[]> = {
  say: ["next"],
  ask: ["next"],
  confirm: ["next", "no"],
  choose: ["otherwise"],
  call: ["next", "refused", "failed"],
};

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={css.field}>
      <span>{label}</span>
      {children}
    </div>
  );
}

interface Props {
  step: Step;
  steps: Step[];
  slots: string[];
  operations: string[];
  /** the step as it shall be; null removes it */
  change: (step: Step | null) => void;
  /** a new step of this kind behind it */
  add: (kind: string) => void;
}

/** One step of the flow, to be changed without writing YAML. Conditions and parameters are written in the text. */
export function StepPanel({ step, steps, slots, operations, change, add }: Props) {
  const others = steps.filter((one) => one.id !== step.id).map((one) => ({ value: one.id, label: one.id }));
  const words = (language: "zh" | "en", text: string): void =>
    change({ ...step, text: { ...step.text, [language]: text } });
  return (
    <section className={css.panel} aria-label={t("flows.step", { name: step.id })}>
      <header>
        <b>{step.id}</b> <small>{tCode("flow_do", step.do)}</small>
        <Popconfirm
          title={t("flows.remove_step", { name: step.id })}
          okText={t("action.delete")}
          cancelText={t("action.cancel")}
          onConfirm={() => change(null)}
        >
          <Button size="small" icon={<Trash2 size={13} aria-hidden />} aria-label={t("flows.remove_step_do")} />
        </Popconfirm>
      </header>
      {["say", "confirm", "close", "hand_over"].includes(step.do) &&
        (["zh", "en"] as const).map((language) => (
          <Field key={`${step.id}.${language}`} label={tCode("flow_words", language)}>
            <Input.TextArea
              autoSize={{ minRows: 2, maxRows: 6 }}
              defaultValue={step.text?.[language] ?? ""}
              aria-label={tCode("flow_words", language)}
              onBlur={(event) => {
                if (event.target.value !== (step.text?.[language] ?? "")) words(language, event.target.value);
              }}
            />
          </Field>
        ))}
      {step.do === "ask" && (
        <Field label={t("flows.slot")}>
          <Select
            aria-label={t("flows.slot")}
            value={step.slot}
            onChange={(slot) => change({ ...step, slot })}
            options={slots.map((value) => ({ value, label: value }))}
          />
        </Field>
      )}
      {step.do === "call" && (
        <>
          <Field label={t("flows.operation")}>
            <Select
              showSearch
              aria-label={t("flows.operation")}
              value={step.operation}
              onChange={(operation) => change({ ...step, operation })}
              options={operations.map((value) => ({ value, label: value }))}
            />
          </Field>
          <Field label={t("flows.changes")}>
            <Switch
              aria-label={t("flows.changes")}
              checked={step.changes ?? false}
              onChange={(changes) => change({ ...step, changes })}
            />
          </Field>
        </>
      )}
      {(WAYS[step.do] ?? []).map((way) => (
        <Field key={way} label={tCode("flow_way", way)}>
          <Select
            allowClear
            aria-label={tCode("flow_way", way)}
            placeholder={way === "next" ? t("flows.following") : t("flows.nowhere")}
            value={step[way] || undefined}
            onChange={(to: string | undefined) => change({ ...step, [way]: to ?? "" })}
            options={others}
          />
        </Field>
      ))}
      <Field label={t("flows.add")}>
        <Select
          aria-label={t("flows.add")}
          value={null}
          placeholder={<Plus size={14} aria-hidden />}
          onChange={(kind: string | null) => kind !== null && add(kind)}
          options={KINDS.map((value) => ({ value, label: tCode("flow_do", value) }))}
        />
      </Field>
    </section>
  );
}
