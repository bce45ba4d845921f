import Button from "antd/es/button";
import Switch from "antd/es/switch";
import Table from "antd/es/table";
import { useState } from "react";
import type { BusinessCall } from "@/api/types";
import { Ago, Bones, Empty, Failed, Tag } from "@/design";
import { t, tCode } from "@/i18n";
import { useCalls } from "../data";
import css from "./flows.module.css";

function Outcome({ one }: { one: BusinessCall }) {
  if (one.state === "started") return <Tag tone="amber">{t("flows.going")}</Tag>;
  if (one.state === "failed") return <Tag tone="red">{tCode("flow_error", one.error)}</Tag>;
  return <Tag tone={one.status < 400 ? "green" : "amber"}>{String(one.status)}</Tag>;
}

/** What was asked of business systems, the latest first. */
export function Calls() {
  const [failed, setFailed] = useState(false);
  const query = useCalls(failed);
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <div className={css.tools}>
        <label>
          <Switch size="small" checked={failed} onChange={setFailed} aria-label={t("flows.only_failed")} />{" "}
          {t("flows.only_failed")}
        </label>
      </div>
      {query.isPending && <Bones rows={5} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && <Empty title={t("flows.no_calls")} text={t("flows.no_calls_hint")} />}
      {items !== undefined && items.length > 0 && (
        <Table<BusinessCall>
          rowKey="id"
          size="small"
          dataSource={items}
          pagination={false}
          scroll={{ x: 760 }}
          columns={[
            { title: t("flows.at"), width: 120, render: (_, one) => <Ago at={one.at} /> },
            {
              title: t("flows.operation"),
              render: (_, one) => (
                <>
                  {one.operation} {one.changes && <Tag tone="amber">{t("flows.changes")}</Tag>}
                </>
              ),
            },
            { title: t("flows.name"), render: (_, one) => one.flow || t("flows.by_hand") },
            { title: t("flows.a_step"), dataIndex: "step" },
            { title: t("flows.outcome"), width: 160, render: (_, one) => <Outcome one={one} /> },
            {
              title: t("flows.took"),
              width: 110,
              align: "right",
              className: "num",
              render: (_, one) => t("flows.ms", { n: one.milliseconds }),
            },
            { title: t("parked.attempts"), dataIndex: "attempts", width: 80, align: "right", className: "num" },
          ]}
        />
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
    </>
  );
}
