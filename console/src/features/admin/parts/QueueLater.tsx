import Button from "antd/es/button";
import Form from "antd/es/form";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { Plus, Trash2 } from "lucide-react";
import type { QueueRules, Queues } from "@/api/types";
import { IconButton } from "@/design";
import { locale, queueName, t } from "@/i18n";
import type { QueueForm } from "../queues";
import { Count, Part } from "./QueueParts";
import css from "./queues.module.css";

function Relax({ all }: { all: Queues }) {
  const skills = all.skills.map((skill) => ({
    value: skill.code,
    label: locale() === "en" ? skill.name_en : skill.name_zh,
  }));
  return (
    <Form.List name={["policy", "relax"]}>
      {(rings, { add, remove }) => (
        <>
          {rings.map((ring) => (
            <div key={ring.key} className={css.ring}>
              <Count
                name={[ring.name, "after_seconds"]}
                label={t("queues.ring_after")}
                unit={t("queues.second")}
                range={[1, 2_592_000]}
              />
              <Count
                name={[ring.name, "level_drop"]}
                label={t("queues.ring_drop")}
                unit=""
                range={[0, 4]}
                optional="0"
              />
              <Form.Item name={[ring.name, "drop_skills"]} label={t("queues.ring_skills")}>
                <Select mode="multiple" options={skills} />
              </Form.Item>
              <Form.Item name={[ring.name, "any_team"]} label={t("queues.ring_team")} valuePropName="checked">
                <Switch />
              </Form.Item>
              <Form.Item label=" " colon={false}>
                <IconButton
                  label={t("queues.ring_remove")}
                  icon={<Trash2 size={15} aria-hidden />}
                  onClick={() => remove(ring.name)}
                />
              </Form.Item>
            </div>
          ))}
          <Button
            icon={<Plus size={14} aria-hidden />}
            disabled={rings.length >= 6}
            onClick={() =>
              add({ after_seconds: 60 * (rings.length + 1), level_drop: 1, drop_skills: [], any_team: false })
            }
          >
            {t("queues.ring_add")}
          </Button>
        </>
      )}
    </Form.List>
  );
}

/** What is asked less of agents, and where contacts go, as they wait longer. */
export function Later({ all, kept }: { all: Queues; kept: QueueRules | null }) {
  const overflows = Form.useWatch<QueueForm["overflows"]>("overflows");
  const others = all.items.filter((queue) => queue.active && queue.id !== kept?.id);
  return (
    <Part title={t("queues.later")} text={t("queues.later_text")}>
      <Relax all={all} />
      <div className={css.grid}>
        <Form.Item
          name="overflows"
          label={t("queues.overflow")}
          extra={t("queues.overflow_hint")}
          valuePropName="checked"
          className={`${css.wide} ${css.overflow}`}
        >
          <Switch disabled={others.length === 0} />
        </Form.Item>
        {overflows && (
          <>
            <Count
              name={["policy", "overflow", "after_seconds"]}
              label={t("queues.overflow_after")}
              unit={t("queues.second")}
              range={[1, 2_592_000]}
            />
            <Form.Item
              name={["policy", "overflow", "to_queue"]}
              label={t("queues.overflow_queue")}
              rules={[{ required: true, message: t("queues.overflow_missing") }]}
            >
              <Select options={others.map((queue) => ({ value: queue.code, label: queueName(queue) }))} />
            </Form.Item>
          </>
        )}
      </div>
    </Part>
  );
}
