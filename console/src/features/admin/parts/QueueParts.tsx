import Form from "antd/es/form";
import InputNumber from "antd/es/input-number";
import { t } from "@/i18n";
import settings from "./settings.module.css";

type Path = (string | number)[];
/** A whole number with its unit and what it is for. */
export function Count({
  name,
  label,
  hint,
  unit,
  range,
  optional,
  scale = 1,
}: {
  name: Path;
  label: string;
  hint?: React.ReactNode;
  unit: string;
  range: [number, number];
  optional?: string;
  /** how many of what is kept make one of what is typed: a day is kept as 86 400 seconds */
  scale?: number;
}) {
  return (
    <Form.Item
      name={name as never}
      label={label}
      extra={hint}
      getValueProps={(kept: number | null) => ({ value: kept === null ? null : kept / scale })}
      normalize={(typed: number | null) => (typed === null ? null : Math.round(typed * scale))}
      rules={optional === undefined ? [{ required: true, message: t("queues.number_missing") }] : []}
    >
      <InputNumber min={range[0]} max={range[1]} step={1} suffix={unit} placeholder={optional} />
    </Form.Item>
  );
}

export function Part({ title, text, children }: { title: string; text: string; children: React.ReactNode }) {
  return (
    <section className={settings.part}>
      <header>
        <div>
          <h3>{title}</h3>
          <p>{text}</p>
        </div>
      </header>
      {children}
    </section>
  );
}
