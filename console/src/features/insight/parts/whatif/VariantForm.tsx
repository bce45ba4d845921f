import Checkbox from "antd/es/checkbox";
import Input from "antd/es/input";
import InputNumber from "antd/es/input-number";
import Select from "antd/es/select";
import { X } from "lucide-react";
import type { WhatIfVariant } from "@/api/types";
import { IconButton } from "@/design";
import { t, tCode } from "@/i18n";
import { FACTORS, POLICIES, factorOf, percentOf } from "../../whatIf";
import { Field } from "./Field";
import css from "./whatif.module.css";

interface Props {
  variant: WhatIfVariant;
  first: boolean;
  change: (next: WhatIfVariant) => void;
  wrong: (field: string) => string | undefined;
  remove: (() => void) | null;
}

/** The levers of one variant, each as a change from how it is. */
export function VariantForm({ variant, first, change, wrong, remove }: Props) {
  const set = (part: Partial<WhatIfVariant>): void => change({ ...variant, ...part });
  return (
    <section className={css.variant} aria-label={variant.name}>
      <header>
        <Input
          value={variant.name}
          maxLength={40}
          aria-label={t("what_if.variant_name")}
          status={wrong("name") ? "error" : ""}
          onChange={({ target }) => set({ name: target.value })}
        />
        {remove !== null && <IconButton label={t("what_if.remove")} icon={<X size={14} />} onClick={remove} />}
      </header>
      {wrong("name") !== undefined && (
        <small className={css.wrong} role="alert">
          {wrong("name")}
        </small>
      )}
      {first && <small className="muted">{t("what_if.first")}</small>}
      {FACTORS.map((name) => (
        <Field key={name} label={tCode("what_if_lever", name)} error={wrong(name)}>
          <InputNumber
            aria-label={tCode("what_if_lever", name)}
            value={percentOf(variant[name])}
            min={-90}
            max={900}
            step={5}
            suffix="%"
            formatter={(value) => (Number(value) > 0 ? `+${value}` : String(value ?? 0))}
            parser={(text) => Number(String(text).replace("+", "")) || 0}
            onChange={(percent) => set({ [name]: factorOf(Number(percent ?? 0)) })}
          />
        </Field>
      ))}
      <Field label={tCode("what_if_lever", "contains")} error={wrong("contains")}>
        <span className={css.optional}>
          <Checkbox
            checked={variant.contains === null}
            onChange={({ target }) => set({ contains: target.checked ? null : 0.5 })}
          >
            {t("what_if.unchanged")}
          </Checkbox>
          {variant.contains !== null && (
            <InputNumber
              aria-label={tCode("what_if_lever", "contains")}
              value={Math.round(variant.contains * 1000) / 10}
              min={0}
              max={95}
              step={5}
              suffix="%"
              onChange={(percent) => set({ contains: (percent ?? 0) / 100 })}
            />
          )}
        </span>
      </Field>
      <Field label={tCode("what_if_lever", "ring_seconds")} error={wrong("ring_seconds")}>
        <span className={css.optional}>
          <Checkbox
            checked={variant.ring_seconds === null}
            onChange={({ target }) => set({ ring_seconds: target.checked ? null : 20 })}
          >
            {t("what_if.unchanged")}
          </Checkbox>
          {variant.ring_seconds !== null && (
            <InputNumber
              aria-label={tCode("what_if_lever", "ring_seconds")}
              value={variant.ring_seconds}
              min={0}
              max={600}
              step={5}
              precision={0}
              suffix={t("what_if.unit_s")}
              onChange={(seconds) => set({ ring_seconds: seconds ?? 0 })}
            />
          )}
        </span>
      </Field>
      <Field label={tCode("what_if_lever", "policy")} error={wrong("policy")}>
        <Select
          value={variant.policy}
          aria-label={tCode("what_if_lever", "policy")}
          options={POLICIES.map((value) => ({ value, label: tCode("what_if_policy", value) }))}
          onChange={(policy) => set({ policy })}
        />
      </Field>
    </section>
  );
}
