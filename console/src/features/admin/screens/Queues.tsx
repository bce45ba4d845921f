import Button from "antd/es/button";
import Table from "antd/es/table";
import { ListOrdered, Plus } from "lucide-react";
import type { QueueRules } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, go, linkTo, useRoute } from "@/design";
import { queueName, t, tCode } from "@/i18n";
import { duration } from "@/i18n/format";
import { FindingsTag } from "../parts/QueueFindings";
import { useQueues } from "../queues";
import css from "../parts/users.module.css";
import { Queue } from "./Queue";

function State({ queue }: { queue: QueueRules }) {
  if (!queue.active) return <Tag>{t("queues.off")}</Tag>;
  return queue.open ? <Tag tone="green">{t("queues.open")}</Tag> : <Tag tone="amber">{t("queues.closed")}</Tag>;
}

/** Every queue with what it promises, where it overflows to and who changed it last; one of them opens its rules. */
export function Queues() {
  const query = useQueues();
  const id = useRoute().path[2];
  const one = query.data?.items.find((queue) => queue.id === id);
  if (query.data !== undefined && id === "new") return <Queue key="new" all={query.data} kept={null} />;
  if (query.data !== undefined && one !== undefined) return <Queue key={one.id} all={query.data} kept={one} />;
  const names = new Map(query.data?.items.map((queue) => [queue.code, queueName(queue)]));
  const add = (
    <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => go("/settings/queues/new")}>
      {t("queues.new")}
    </Button>
  );
  return (
    <Page title={t("settings.queues")} text={t("queues.text")} action={add}>
      {query.isPending && <Bones rows={6} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <Empty icon={<ListOrdered size={20} aria-hidden />} title={t("queues.none")} text={t("queues.none_hint")} />
      )}
      {query.data !== undefined && query.data.items.length > 0 && (
        <Table<QueueRules>
          rowKey="id"
          size="middle"
          dataSource={query.data.items}
          pagination={false}
          scroll={{ x: 900 }}
          columns={[
            {
              title: t("queues.name"),
              render: (_, queue) => (
                <a className={css.who} {...linkTo(`/settings/queues/${queue.id}`)}>
                  <b>{queueName(queue)}</b>
                  <small>{queue.code}</small>
                </a>
              ),
            },
            { title: t("queues.kind"), width: 110, render: (_, queue) => tCode("queue_kind", queue.kind) },
            {
              title: t("queues.target"),
              width: 80,
              render: (_, queue) => duration(queue.policy.service_level_seconds),
            },
            {
              title: t("queues.overflow"),
              width: 220,
              render: (_, { policy: { overflow } }) =>
                overflow === null ? (
                  <span className="muted">–</span>
                ) : (
                  t("queues.overflow_to", {
                    time: duration(overflow.after_seconds),
                    queue: names.get(overflow.to_queue) ?? overflow.to_queue,
                  })
                ),
            },
            { title: t("queues.waiting"), width: 90, className: "num", dataIndex: "waiting" },
            {
              title: t("users.state"),
              width: 150,
              render: (_, queue) => (
                <>
                  <State queue={queue} /> <FindingsTag findings={queue.findings} all={query.data} />
                </>
              ),
            },
            {
              title: t("queues.changed"),
              width: 160,
              render: (_, queue) =>
                queue.at === null ? (
                  <span className="muted">–</span>
                ) : (
                  <span className={css.who}>
                    {queue.by_name || t("audit.system")}
                    <small>
                      <Ago at={queue.at} />
                    </small>
                  </span>
                ),
            },
          ]}
        />
      )}
    </Page>
  );
}
