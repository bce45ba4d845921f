import Button from "antd/es/button";
import Table from "antd/es/table";
import { RotateCcw } from "lucide-react";
import { useState } from "react";
import type { Delivery, WebhookDelivery } from "@/api/types";
import { Ago, Tag, linkTo, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { replayDelivery, useDeliveries } from "../data";
import type { DeliveryFilter, LogFilter } from "../data";
import { PagedLog } from "./PagedLog";

const TONES = { accepted: "amber", sent: "green", delivered: "green", read: "green", failed: "red" } as const;

function statusWord(status: Delivery): string {
  const words = {
    accepted: t("webhook.waiting"),
    sent: t("webhook.sent"),
    delivered: t("delivery.delivered"),
    read: t("delivery.read"),
    failed: t("webhook.failed"),
  };
  return words[status];
}

function Log({
  items,
  replay,
  busy,
}: {
  items: WebhookDelivery[];
  replay: (item: WebhookDelivery) => void;
  busy: string | null;
}) {
  return (
    <Table<WebhookDelivery>
      rowKey="id"
      size="small"
      dataSource={items}
      pagination={false}
      scroll={{ x: 860 }}
      columns={[
        {
          title: t("webhook.status"),
          dataIndex: "status",
          width: 100,
          render: (status: Delivery) => <Tag tone={TONES[status]}>{statusWord(status)}</Tag>,
        },
        { title: t("webhook.type"), dataIndex: "event", width: 190 },
        {
          title: t("webhook.conversation"),
          width: 130,
          render: (_, item) => (
            <a {...linkTo(`/desk/${item.conversation_id}?view=all`)}>
              …{item.conversation_id.slice(-6)} #{item.seq}
            </a>
          ),
        },
        {
          title: t("webhook.answer"),
          ellipsis: true,
          render: (_, item) =>
            [item.last_status, item.last_error].filter((part) => part !== null && part !== "").join(" · "),
        },
        { title: t("webhook.attempts"), dataIndex: "attempts", width: 80, align: "right", className: "num" },
        { title: t("webhook.at"), dataIndex: "created_at", width: 110, render: (at: string) => <Ago at={at} /> },
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
                onClick={() => replay(item)}
              >
                {t("action.replay")}
              </Button>
            ),
        },
      ]}
    />
  );
}

/** What was or is to be sent, and how far each has come; a failed one can be sent again. */
export function Deliveries({ channelId, filter }: { channelId: string; filter: LogFilter }) {
  const [status, setStatus] = useState<DeliveryFilter>("");
  const query = useDeliveries(channelId, filter, status);
  const [busy, setBusy] = useState<string | null>(null);
  const again = (item: WebhookDelivery): void => {
    setBusy(item.id);
    replayDelivery(channelId, item.id)
      .then(() => sayDone(t("webhook.replayed")))
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <PagedLog
      query={query}
      value={status}
      change={setStatus}
      options={[
        { value: "", label: t("webhook.all") },
        { value: "accepted", label: t("webhook.waiting") },
        { value: "sent", label: t("webhook.sent") },
        { value: "failed", label: t("webhook.failed") },
      ]}
      none={{ title: t("webhook.empty"), text: t("webhook.empty_hint") }}
    >
      {(items) => <Log items={items} replay={again} busy={busy} />}
    </PagedLog>
  );
}
