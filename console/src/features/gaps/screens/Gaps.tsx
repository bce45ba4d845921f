import Segmented from "antd/es/segmented";
import Table from "antd/es/table";
import { MessageCircleQuestion } from "lucide-react";
import { useState } from "react";
import type { Gap, GapState } from "@/api/types";
import { Bones, Empty, Failed, Page, go, linkTo } from "@/design";
import { t, tCode } from "@/i18n";
import { duration, exact, relative } from "@/i18n/format";
import { STATES, useGaps } from "../data";
import { GapView } from "../parts/GapView";
import css from "../parts/gaps.module.css";

function trend({ week, week_before: before }: Gap): string {
  if (week === before) return t("gaps.steady", { count: week });
  return week > before ? t("gaps.more", { count: week, before }) : t("gaps.less", { count: week, before });
}

function List({ items }: { items: Gap[] }) {
  return (
    <Table<Gap>
      rowKey="id"
      size="middle"
      dataSource={items}
      pagination={false}
      scroll={{ x: 760 }}
      columns={[
        { title: t("gaps.asked_what"), render: (_, one) => <a {...linkTo(`/gaps/${one.id}`)}>{one.title}</a> },
        { title: t("gaps.asked"), width: 110, align: "right", render: (_, one) => <b className="num">{one.asked}</b> },
        { title: t("gaps.week"), width: 190, render: (_, one) => trend(one) },
        {
          title: t("gaps.last"),
          width: 130,
          render: (_, one) =>
            one.last_at !== null && <span title={exact(one.last_at)}>{relative(one.last_at, Date.now())}</span>,
        },
        { title: t("gaps.by"), width: 110, dataIndex: "by_name" },
      ]}
    />
  );
}

/** What customers asked and the bot could not answer, the most asked first. */
export function Gaps({ id }: { id: string | null }) {
  const [shown, setShown] = useState<GapState>("open");
  const query = useGaps(shown);
  const page = query.data;
  return (
    <Page
      title={t("gaps.title")}
      text={t("gaps.text")}
      action={<a {...linkTo("/knowledge")}>{t("gaps.to_articles")}</a>}
    >
      <div className={css.top}>
        <Segmented<GapState>
          value={shown}
          onChange={setShown}
          aria-label={t("gaps.state")}
          options={STATES.map((value) => ({
            value,
            label: `${tCode("gap_state", value)} ${page?.counts[value] ?? 0}`,
          }))}
        />
        {page !== undefined && page.median_seconds !== null && (
          <span className="muted">
            {t("gaps.median", { time: duration(page.median_seconds), count: page.measured })}
          </span>
        )}
      </div>
      {query.isPending && <Bones rows={6} />}
      {query.isError && page === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {page?.items.length === 0 && (
        <Empty
          icon={<MessageCircleQuestion size={20} aria-hidden />}
          title={tCode("gaps_none", shown)}
          text={t("gaps.none_hint")}
        />
      )}
      {page !== undefined && page.items.length > 0 && <List items={page.items} />}
      {id !== null && <GapView key={id} id={id} close={() => go("/gaps")} />}
    </Page>
  );
}
