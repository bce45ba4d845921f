import Button from "antd/es/button";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { useState } from "react";
import type { LanguageModelDay, ModelTurn } from "@/api/types";
import { Ago, Bones, Empty, Failed } from "@/design";
import { t, tCode } from "@/i18n";
import { count } from "@/i18n/format";
import { price, useDays, useTurns } from "../data";
import { Outcome } from "./TraceView";
import { TraceDialog } from "./TraceDialog";
import css from "./model.module.css";

const OUTCOMES: ModelTurn["outcome"][] = ["answer", "ask", "ask_human", "task", "close", "fell_back", "overtaken"];
const LAST = 30;
const figure = { align: "right", className: "num" } as const;

function Days() {
  const query = useDays(LAST);
  const { data } = query;
  if (query.isPending) return <Bones rows={3} />;
  if (data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (data.items.length === 0) return null;
  return (
    <Table<LanguageModelDay>
      rowKey="day"
      size="small"
      className={css.days ?? ""}
      dataSource={data.items}
      pagination={data.items.length > 7 ? { pageSize: 7, size: "small", showSizeChanger: false } : false}
      scroll={{ x: 720 }}
      columns={[
        { title: t("model.day"), dataIndex: "day", width: 110, className: "num" },
        { title: t("model.turns_n"), render: (_, one) => count(one.turns), ...figure },
        { title: t("model.answered"), render: (_, one) => count(one.answered), ...figure },
        { title: t("model.handed_over"), render: (_, one) => count(one.handed_over), ...figure },
        { title: t("model.fell_back"), render: (_, one) => count(one.fell_back), ...figure },
        { title: t("model.removed_n"), render: (_, one) => count(one.removed), ...figure },
        { title: t("model.tokens"), render: (_, one) => count(one.tokens_in + one.tokens_out), ...figure },
        { title: t("model.cost"), render: (_, one) => price(one.cost, data.currency), ...figure },
      ]}
    />
  );
}

/** What the model did: day by day, and turn by turn. */
export function Did() {
  const [outcome, setOutcome] = useState<ModelTurn["outcome"] | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const query = useTurns(outcome === null ? {} : { outcome });
  const items = query.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Days />
      <div className={css.tools}>
        <Select<string>
          className={css.choice ?? ""}
          aria-label={t("model.outcome")}
          value={outcome ?? ""}
          onChange={(value) => setOutcome(OUTCOMES.find((one) => one === value) ?? null)}
          options={[
            { value: "", label: t("model.all_turns") },
            ...OUTCOMES.map((one) => ({ value: one, label: tCode("model_outcome", one) })),
          ]}
        />
      </div>
      {query.isPending && <Bones rows={5} />}
      {query.isError && items === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {items?.length === 0 && <Empty title={t("model.no_turns")} text={t("model.no_turns_hint")} />}
      {items !== undefined && items.length > 0 && (
        <Table<ModelTurn>
          rowKey="id"
          size="small"
          dataSource={items}
          pagination={false}
          scroll={{ x: 820 }}
          columns={[
            { title: t("flows.at"), width: 110, render: (_, one) => <Ago at={one.at} /> },
            {
              title: t("model.question"),
              render: (_, one) => (
                <>
                  <Button type="link" size="small" className={css.link ?? ""} onClick={() => setOpen(one.id)}>
                    <span className="cut">{one.question || t("model.how")}</span>
                  </Button>
                  {one.conversation_id === null && (
                    <small className="muted"> {t("model.tried_by", { name: one.by_name })}</small>
                  )}
                </>
              ),
            },
            { title: t("model.outcome"), width: 170, render: (_, one) => <Outcome turn={one} /> },
            { title: t("model.removed_n"), width: 80, render: (_, one) => count(one.removed), ...figure },
            {
              title: t("model.took"),
              width: 90,
              render: (_, one) => t("model.seconds", { n: (one.milliseconds / 1000).toFixed(1) }),
              ...figure,
            },
            { title: t("model.cost"), width: 100, render: (_, one) => price(one.cost, one.currency), ...figure },
          ]}
        />
      )}
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("action.more")}
        </Button>
      )}
      <TraceDialog id={open} close={() => setOpen(null)} />
    </>
  );
}
