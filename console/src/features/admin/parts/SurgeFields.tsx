import Form from "antd/es/form";
import Select from "antd/es/select";
import Switch from "antd/es/switch";
import { useState } from "react";
import type { PinnedArticle, SurgePolicy, SurgeRules } from "@/api/types";
import { ArticlePicker } from "@/features/surge";
import { locale, t } from "@/i18n";
import { Count, Part } from "./QueueParts";
import css from "./queues.module.css";

/** Shows, as it would be told, what the pinned articles are for customers. */
function PinPreview({ known }: { known: PinnedArticle[] }) {
  const ids = Form.useWatch("pinned", Form.useFormInstance<SurgePolicy>()) ?? [];
  const titles = ids.flatMap((id) => known.find((article) => article.id === id)?.title ?? []);
  if (titles.length === 0) return <>{t("surge.pin_hint")}</>;
  return <>{t("surge.pin_preview", { titles: titles.join(t("list.comma")) })}</>;
}

/** What is different for customers while the AI comes first. */
function AiFirstPreview() {
  const on = Form.useWatch("ai_first", Form.useFormInstance<SurgePolicy>()) ?? false;
  return <>{on ? t("surge.ai_first_preview") : t("surge.ai_first_hint")}</>;
}

/** Who may leave a message instead of waiting. */
function MessagePreview() {
  const minutes = Form.useWatch("message_minutes", Form.useFormInstance<SurgePolicy>()) ?? 0;
  return <>{minutes > 0 ? t("surge.message_preview", { minutes }) : t("surge.message_hint")}</>;
}

/** The rules of surge mode: when it begins, and what is done differently then. */
export function SurgeFields({ rules }: { rules: SurgeRules }) {
  const teams = rules.teams.map((team) => ({ value: team.id, label: locale() === "en" ? team.name_en : team.name }));
  const [known, setKnown] = useState(rules.pinned);
  const learn = (more: PinnedArticle[]): void => setKnown((before) => [...more, ...before]);
  return (
    <>
      <Part title={t("surge.when")} text={t("surge.when_text")}>
        <Form.Item name="detect" label={t("surge.detect")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <div className={css.grid} data-of="two">
          <Form.Item name="alpha" label={t("surge.alpha")} extra={t("surge.alpha_hint")}>
            <Select
              options={[
                { value: 0.01, label: t("surge.alpha_quick") },
                { value: 0.001, label: t("surge.alpha_usual") },
                { value: 0.0001, label: t("surge.alpha_sure") },
              ]}
            />
          </Form.Item>
          <Count
            name={["least_arrivals"]}
            label={t("surge.least")}
            hint={t("surge.least_hint")}
            unit=""
            range={[1, 10_000]}
          />
          <Count
            name={["windows_to_begin"]}
            label={t("surge.to_begin")}
            hint={t("surge.to_begin_hint")}
            unit=""
            range={[1, 12]}
          />
          <Count
            name={["windows_to_end"]}
            label={t("surge.to_end")}
            hint={t("surge.to_end_hint")}
            unit=""
            range={[1, 24]}
          />
        </div>
      </Part>
      <Part title={t("surge.levers")} text={t("surge.levers_text")}>
        <Form.Item name="pool_teams" label={t("surge.pool")} extra={t("surge.pool_hint")}>
          <Select mode="multiple" options={teams} placeholder={t("surge.pool_none")} />
        </Form.Item>
        <div className={css.grid}>
          <Count
            name={["share_above"]}
            label={t("surge.share_above")}
            hint={t("surge.share_above_hint")}
            unit=""
            range={[1, 10_000]}
          />
          <Count
            name={["share_until"]}
            label={t("surge.share_until")}
            hint={t("surge.share_until_hint")}
            unit=""
            range={[0, 10_000]}
          />
          <Count
            name={["wrap_up_seconds"]}
            label={t("surge.wrap_up")}
            hint={t("surge.wrap_up_hint")}
            unit={t("queues.second")}
            range={[0, 3600]}
            optional={t("surge.as_ever")}
          />
          <Count
            name={["message_minutes"]}
            label={t("surge.message")}
            hint={<MessagePreview />}
            unit={t("queues.minute")}
            range={[0, 120]}
          />
          <Count
            name={["callback_minutes"]}
            label={t("surge.callback")}
            hint={t("surge.callback_hint")}
            unit={t("queues.minute")}
            range={[0, 120]}
          />
          <Count
            name={["defer_minutes"]}
            label={t("surge.defer_minutes")}
            hint={t("surge.defer_minutes_hint")}
            unit={t("queues.minute")}
            range={[5, 720]}
          />
        </div>
        <Form.Item name="defer" label={t("surge.defer")} extra={t("surge.defer_hint")} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="pinned" label={t("surge.pin")} extra={<PinPreview known={known} />}>
          <ArticlePicker known={rules.pinned} named={learn} />
        </Form.Item>
        <Form.Item name="ai_first" label={t("surge.ai_first")} extra={<AiFirstPreview />} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Part>
    </>
  );
}
