import Button from "antd/es/button";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { Download, ScrollText } from "lucide-react";
import { useState } from "react";
import type { AuditFilter } from "@/api/accounts";
import type { AuditLine } from "@/api/types";
import { Bones, Empty, Failed, Page, Tag } from "@/design";
import { DayField } from "@/design/parts/Day";
import { t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { beginOf } from "@/i18n/when";
import { exportAddress, useAudit } from "../accounts";
import { detailOf, targetOf } from "../told";
import css from "../parts/users.module.css";

const ALL: AuditFilter = { actor: "", action: "", since: "", until: "" };

function Who({ line, narrow }: { line: AuditLine; narrow: (actor: string) => void }) {
  if (line.actor_name === null) return <span className="muted">{t("audit.system")}</span>;
  return (
    <>
      <Button
        type="link"
        size="small"
        className={css.actor}
        onClick={() => narrow(line.actor.slice(line.actor.indexOf(":") + 1))}
      >
        {line.actor_name}
      </Button>
      {line.actor.startsWith("token:") && <Tag>{t("audit.program")}</Tag>}
    </>
  );
}

/** Who did what, and when. Nothing is ever taken out of it. */
export function Audit() {
  const [filter, setFilter] = useState(ALL);
  const [days, setDays] = useState({ from: "", to: "" });
  const choose = (next: typeof days): void => {
    setDays(next);
    setFilter({ ...filter, since: beginOf(next.from, 0), until: beginOf(next.to, 1) });
  };
  const list = useAudit(filter);
  const found = list.data?.pages.flatMap((page) => page.items);
  const actions = list.data?.pages[0]?.actions ?? [];
  const exporting = (
    <Button icon={<Download size={14} aria-hidden />} href={exportAddress(filter)} disabled={!found?.length}>
      {t("audit.export")}
    </Button>
  );
  return (
    <Page title={t("settings.audit")} text={t("audit.text")} action={exporting}>
      <div className={css.filters} role="search">
        <Select
          showSearch
          optionFilterProp="label"
          aria-label={t("audit.action")}
          value={filter.action}
          options={[
            { value: "", label: t("audit.all_actions") },
            ...actions.map((action) => ({ value: action, label: tCode("act", action) })),
          ]}
          onChange={(action) => setFilter({ ...filter, action })}
        />
        <DayField
          className={css.day}
          label={t("audit.from")}
          value={days.from}
          max={days.to}
          change={(from) => choose({ ...days, from: from ?? "" })}
        />
        <DayField
          className={css.day}
          label={t("audit.to")}
          value={days.to}
          min={days.from}
          change={(to) => choose({ ...days, to: to ?? "" })}
        />
        {filter.actor !== "" && (
          <Button onClick={() => setFilter({ ...filter, actor: "" })}>{t("audit.everybody")}</Button>
        )}
      </div>
      {list.isPending && <Bones rows={8} />}
      {list.isError && found === undefined && <Failed error={list.error} retry={() => void list.refetch()} />}
      {found?.length === 0 && (
        <Empty icon={<ScrollText size={20} aria-hidden />} title={t("audit.none")} text={t("audit.none_hint")} />
      )}
      {found !== undefined && found.length > 0 && (
        <Table<AuditLine>
          rowKey="id"
          size="small"
          dataSource={found}
          pagination={false}
          scroll={{ x: 960 }}
          columns={[
            { title: t("audit.at"), width: 200, className: "num", render: (_, line) => exact(line.at) },
            {
              title: t("audit.who"),
              width: 130,
              render: (_, line) => <Who line={line} narrow={(actor) => setFilter({ ...filter, actor })} />,
            },
            { title: t("audit.action"), width: 180, render: (_, line) => tCode("act", line.action) },
            {
              title: t("audit.target"),
              width: 160,
              ellipsis: true,
              render: (_, line) => targetOf(line),
            },
            {
              title: t("audit.detail"),
              width: 300,
              render: (_, line) => <span className={css.detail}>{detailOf(line)}</span>,
            },
          ]}
        />
      )}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}
