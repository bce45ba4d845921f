import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import Table from "antd/es/table";
import { RotateCcw, Webhook } from "lucide-react";
import { useState } from "react";
import type { WebhookDelivery } from "@/api/types";
import { Ago, Bones, Empty, Failed, Tag, linkTo, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { replayDelivery, useDeliveries } from "../data";
import type { DeliveryFilter } from "../data";
import css from "./channels.module.css";

const TONES = { sent: "green", pending: "amber", failed: "red" } as const;

function statusWord(status: WebhookDelivery["status"]): string {
  return { sent: t("webhook.sent"), pending: t("webhook.pending"), failed: t("webhook.failed") }[status];
}

/** What was sent to the channel's address, with its answers; a failed one can be sent again. */
export function Deliveries({ channelId }: { channelId: string }) {
  const [filter, setFilter] = useState<DeliveryFilter>("");
  const query = useDeliveries(channelId, filter);
  const [busy, setBusy] = useState<string | null>(null);
  const again = (item: WebhookDelivery): void => {
    setBusy(item.id);
    replayDelivery(channelId, item.id)
      .then(() => sayDone(t("webhook.replayed")))
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <section className={css.part}>
      <header>
        <h2>{t("webhook.title")}</h2>
        <Segmented
          size="small"
          value={filter}
          onChange={setFilter}
          options={[
            { value: "", label: t("webhook.all") },
            { value: "pending", label: t("webhook.pending") },
            { value: "sent", label: t("webhook.sent") },
            { value: "failed", label: t("webhook.failed") },
          ]}
        />
      </header>
      {query.isPending && <Bones rows={4} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty icon={<Webhook size={20} aria-hidden />} title={t("webhook.empty")} text={t("webhook.empty_hint")} />
      )}
      {query.data !== undefined && query.data.length > 0 && (
        <Table<WebhookDelivery>
          rowKey="id"
          size="small"
          dataSource={query.data}
          pagination={query.data.length > 25 ? { pageSize: 25, showSizeChanger: false } : false}
          scroll={{ x: 860 }}
          columns={[
            {
              title: t("webhook.status"),
              dataIndex: "status",
              width: 100,
              render: (status: WebhookDelivery["status"]) => <Tag tone={TONES[status]}>{statusWord(status)}</Tag>,
            },
            { title: t("webhook.type"), dataIndex: "type", width: 190 },
            {
              title: t("webhook.conversation"),
              dataIndex: "conversation_id",
              width: 150,
              ellipsis: true,
              render: (id: string | null) => id && <a {...linkTo(`/desk/${id}?view=all`)}>{id.slice(0, 8)}</a>,
            },
            {
              title: t("webhook.answer"),
              ellipsis: true,
              render: (_, item) =>
                [item.http_status, item.error].filter((part) => part !== null && part !== "").join(" · "),
            },
            { title: t("webhook.attempts"), dataIndex: "attempts", width: 80, align: "right", className: "num" },
            { title: t("webhook.at"), dataIndex: "at", width: 110, render: (at: string) => <Ago at={at} /> },
            {
              title: "",
              width: 110,
              align: "right",
              render: (_, item) =>
                item.status === "failed" && (
                  <Button
                    size="small"
                    icon={<RotateCcw size={13} aria-hidden />}
                    loading={busy === item.id}
                    onClick={() => again(item)}
                  >
                    {t("action.replay")}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </section>
  );
}
