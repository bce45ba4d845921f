import Button from "antd/es/button";
import Popconfirm from "antd/es/popconfirm";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { PartyPopper, RotateCcw } from "lucide-react";
import { useState } from "react";
import type { ParkedEvent } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, sayDone, sayError } from "@/design";
import { t } from "@/i18n";
import { replay, sourceName, useParked } from "../data";
import { RunCard } from "../parts/RunCard";
import { isGoing, start, useRun } from "../run";
import css from "./Parked.module.css";

/** Events that a watcher could not handle: what, why, and "again". */
export function Parked() {
  const [watcher, setWatcher] = useState("");
  const query = useParked(watcher);
  const sources = query.data?.pages[0]?.sources ?? [];
  const all = sources.reduce((sum, one) => sum + one.count, 0);
  const here = watcher === "" ? all : (sources.find((one) => one.watcher === watcher)?.count ?? 0);
  const run = useRun();
  const items = query.data?.pages.flatMap((page) => page.items);
  const [busy, setBusy] = useState<ReadonlySet<string>>(new Set());
  const mark = (id: string, on: boolean): void =>
    setBusy((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  const again = (item: ParkedEvent): void => {
    mark(item.id, true);
    replay(item.id)
      .then(() => sayDone(t("parked.replayed")))
      .catch(sayError)
      .finally(() => mark(item.id, false));
  };
  return (
    <Page title={t("parked.title")} text={t("parked.text")}>
      {(sources.length > 1 || watcher !== "" || here > 1) && (
        <div className={css.tools} role="search">
          <Select
            className={css.which}
            aria-label={t("parked.watcher")}
            value={watcher}
            onChange={setWatcher}
            options={[
              { value: "", label: t("parked.of_all", { count: all }) },
              ...sources.map((one) => ({
                value: one.watcher,
                label: t("parked.of", { name: sourceName(one.watcher), count: one.count }),
              })),
              ...(here === 0 && watcher !== ""
                ? [{ value: watcher, label: t("parked.of", { name: sourceName(watcher), count: 0 }) }]
                : []),
            ]}
          />
          <Popconfirm
            title={t("parked.replay_ask", { count: here })}
            description={t("parked.replay_text")}
            okText={t("action.replay")}
            cancelText={t("action.cancel")}
            onConfirm={() => void start(watcher, here)}
          >
            <Button icon={<RotateCcw size={14} aria-hidden />} disabled={here === 0 || isGoing(run)}>
              {t("parked.replay_all", { count: here })}
            </Button>
          </Popconfirm>
        </div>
      )}
      <RunCard />
      {query.isPending && <Bones rows={5} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && (
        <Empty icon={<PartyPopper size={20} aria-hidden />} title={t("parked.empty")} text={t("parked.empty_hint")} />
      )}
      {items !== undefined && items.length > 0 && (
        <Table<ParkedEvent>
          rowKey="id"
          size="middle"
          dataSource={items}
          pagination={false}
          scroll={{ x: 880 }}
          expandable={{
            expandedRowRender: (item) => <pre className={css.error}>{item.error}</pre>,
            rowExpandable: (item) => item.error !== "",
          }}
          columns={[
            {
              title: t("parked.watcher"),
              dataIndex: "watcher",
              width: 170,
              render: (name: string) => <Tag title={name}>{sourceName(name)}</Tag>,
            },
            {
              title: t("parked.event"),
              width: 280,
              render: (_, item) => (
                <>
                  <b>{item.event_type}</b>
                  <div className={css.id}>{item.event_id}</div>
                </>
              ),
            },
            {
              title: t("parked.error"),
              dataIndex: "error",
              ellipsis: true,
              render: (text: string) => <span className={css.line}>{text.split("\n")[0]}</span>,
            },
            { title: t("parked.attempts"), dataIndex: "attempts", width: 90, align: "right", className: "num" },
            { title: t("parked.at"), dataIndex: "at", width: 110, render: (at: string) => <Ago at={at} /> },
            {
              title: "",
              width: 110,
              align: "right",
              render: (_, item) => (
                <Button
                  size="small"
                  icon={<RotateCcw size={13} aria-hidden />}
                  loading={busy.has(item.id)}
                  disabled={isGoing(run)}
                  onClick={() => again(item)}
                >
                  {t("action.replay")}
                </Button>
              ),
            },
          ]}
        />
      )}
      {query.hasNextPage && (
        <div className={css.more}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </div>
      )}
    </Page>
  );
}
