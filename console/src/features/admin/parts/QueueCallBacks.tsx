import Form from "antd/es/form";
import Switch from "antd/es/switch";
import { t, tCode } from "@/i18n";
import { Count, Part } from "./QueueParts";
import css from "./queues.module.css";

/** Call-backs instead of waiting, and whether what waits here may be held back. */
export function QueueCallBacks() {
  const minute = t("queues.minute");
  const count = (name: string, unit: string, range: [number, number]) => (
    <Count
      name={["policy", name]}
      label={tCode("queue_call", name)}
      hint={tCode("queue_call", `${name}_hint`)}
      unit={unit}
      range={range}
    />
  );
  return (
    <Part title={t("queues.callbacks")} text={t("queues.callbacks_text")}>
      <div className={css.grid}>
        {count("callback_minutes", minute, [0, 120])}
        {count("callback_window_minutes", minute, [10, 240])}
        {count("callback_places", "", [0, 1000])}
        {count("callback_days", t("queues.day"), [1, 7])}
        {count("callback_tries", "", [1, 5])}
        {count("callback_retry_minutes", minute, [5, 1440])}
      </div>
      <Form.Item
        name={["policy", "can_wait"]}
        label={t("queues.can_wait")}
        extra={t("queues.can_wait_hint")}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
    </Part>
  );
}
