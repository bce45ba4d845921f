import Table from "antd/es/table";
import { useState } from "react";
import type { WebhookAttempt } from "@/api/types";
import { Tag, linkTo } from "@/design";
import { t } from "@/i18n";
import { exact } from "@/i18n/format";
import { useAttempts } from "../data";
import type { LogFilter, OutcomeFilter } from "../data";
import { PagedLog } from "./PagedLog";
import css from "./channels.module.css";

const TONES = { ok: "green", failed: "red", open: "amber" } as const;

function wordOf(outcome: WebhookAttempt["outcome"]): string {
  return { ok: t("webhook.sent"), failed: t("webhook.failed"), open: t("webhook.no_end") }[outcome];
}

/** Everything that is known of one call. */
function Detail({ one }: { one: WebhookAttempt }) {
  return (
    <dl className={css.facts}>
      <dt>{t("webhook.id")}</dt>
      <dd>
        <code>{one.delivery_id}</code>
      </dd>
      {one.error !== null && (
        <>
          <dt>{t("webhook.error")}</dt>
          <dd>{one.error}</dd>
        </>
      )}
      <dt>{t("webhook.first_bytes")}</dt>
      <dd>
        {one.answer === "" ? <span className="muted">{t("webhook.said_nothing")}</span> : <code>{one.answer}</code>}
      </dd>
    </dl>
  );
}

function Log({ items }: { items: WebhookAttempt[] }) {
  return (
    <Table<WebhookAttempt>
      rowKey="id"
      size="small"
      dataSource={items}
      pagination={false}
      scroll={{ x: 900 }}
      expandable={{ expandedRowRender: (one) => <Detail one={one} />, expandRowByClick: true }}
      columns={[
        { title: t("webhook.at"), width: 170, className: "num", render: (_, one) => exact(one.at) },
        {
          title: t("webhook.status"),
          width: 100,
          render: (_, one) => <Tag tone={TONES[one.outcome]}>{wordOf(one.outcome)}</Tag>,
        },
        { title: t("webhook.http"), width: 70, className: "num", render: (_, one) => one.status ?? "–" },
        {
          title: t("webhook.took"),
          width: 90,
          align: "right",
          className: "num",
          render: (_, one) => (one.milliseconds === null ? "–" : t("webhook.ms", { ms: one.milliseconds })),
        },
        { title: t("webhook.type"), dataIndex: "event", width: 180 },
        {
          title: t("webhook.conversation"),
          width: 110,
          render: (_, one) =>
            one.conversation_id !== null && (
              <a {...linkTo(`/desk/${one.conversation_id}?view=all`)}>…{one.conversation_id.slice(-6)}</a>
            ),
        },
        { title: t("webhook.try"), dataIndex: "number", width: 70, align: "right", className: "num" },
        {
          title: t("webhook.next"),
          width: 170,
          className: "num",
          render: (_, one) => (one.next_at !== null && one.delivery === "accepted" ? exact(one.next_at) : "–"),
        },
      ]}
    />
  );
}

/** Every call that was made, with what came back. */
export function Attempts({ channelId, filter }: { channelId: string; filter: LogFilter }) {
  const [outcome, setOutcome] = useState<OutcomeFilter>("");
  const query = useAttempts(channelId, filter, outcome);
  return (
    <PagedLog
      query={query}
      value={outcome}
      change={setOutcome}
      options={[
        { value: "", label: t("webhook.all") },
        { value: "ok", label: t("webhook.sent") },
        { value: "failed", label: t("webhook.failed") },
        { value: "open", label: t("webhook.no_end") },
      ]}
      none={{ title: t("webhook.no_calls"), text: t("webhook.no_calls_hint") }}
    >
      {(items) => <Log items={items} />}
    </PagedLog>
  );
}
