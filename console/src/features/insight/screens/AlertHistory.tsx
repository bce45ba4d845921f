import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { BellRing, CircleAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import type { Raised, RaisedQuery } from "@/api/types";
import { Ago, Bones, Empty, Failed, Since, linkTo, sayError } from "@/design";
import { usePeople } from "@/features/people";
import { can, useSession } from "@/features/session";
import { locale, queueName, t, tCode } from "@/i18n";
import { dateAndTime, duration, elapsed } from "@/i18n/format";
import { acknowledge, useRaised, useRules } from "../data";
import { valueOf } from "../parts/Alerts";
import { Places } from "../parts/Places";
import css from "../parts/insight.module.css";

const EVERYTHING: RaisedQuery = { code: null, queue: null, lasting: null };
type When = "any" | "lasting" | "over";

function Filters({ query, change }: { query: RaisedQuery; change: (next: RaisedQuery) => void }) {
  const rules = useRules().data ?? [];
  const queues = usePeople((state) => Object.values(state.queues));
  const when: When = query.lasting === null ? "any" : query.lasting ? "lasting" : "over";
  return (
    <div className={css.bar}>
      <Segmented<When>
        value={when}
        onChange={(next) => change({ ...query, lasting: next === "any" ? null : next === "lasting" })}
        options={[
          { value: "any", label: t("history.any_time") },
          { value: "lasting", label: t("history.lasting") },
          { value: "over", label: t("history.over") },
        ]}
      />
      <Select
        className={css.wide}
        aria-label={t("history.rule")}
        placeholder={t("history.any_rule")}
        allowClear
        value={query.code}
        options={rules.map(({ code }) => ({ value: code, label: tCode("alert.rule", code) }))}
        onChange={(code?: string) => change({ ...query, code: code ?? null })}
      />
      <Select
        className={css.wide}
        aria-label={t("insight.by.queue")}
        placeholder={t("history.any_queue")}
        allowClear
        value={query.queue}
        options={queues.map((queue) => ({ value: queue.id, label: queueName(queue) }))}
        onChange={(queue?: string) => change({ ...query, queue: queue ?? null })}
      />
    </div>
  );
}

function About({ one }: { one: Raised }) {
  const name = locale() === "en" ? one.name_en || one.name : one.name;
  if (one.conversation_id !== null) return <a {...linkTo(`/desk/${one.conversation_id}?view=all`)}>{name}</a>;
  if (one.agent_id !== null) return <a {...linkTo(`/insight/floor?agent=${one.agent_id}`)}>{name}</a>;
  return <a {...linkTo(`/insight?range=today&by=hour&queue=${one.queue_id}`)}>{name}</a>;
}

function Acknowledged({ one }: { one: Raised }) {
  const [busy, setBusy] = useState(false);
  const may = can(useSession(), "insight.manage");
  if (one.acknowledged_at !== null)
    return (
      <>
        {one.acknowledged_by} <Ago at={one.acknowledged_at} className="muted" />
      </>
    );
  if (!may) return <span className="muted">–</span>;
  const press = (): void => {
    setBusy(true);
    acknowledge(one.id)
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  return (
    <Button size="small" loading={busy} onClick={press}>
      {t("history.acknowledge")}
    </Button>
  );
}

function Lasted({ one }: { one: Raised }) {
  if (one.over_at === null) return <Since at={one.raised_at} />;
  return <>{duration(elapsed(one.raised_at, Date.parse(one.over_at)))}</>;
}

function Rule({ one }: { one: Raised }) {
  const Icon = one.red ? BellRing : CircleAlert;
  return (
    <span className={css.rule} data-tone={one.over_at !== null ? "plain" : one.red ? "bad" : "warn"}>
      <Icon size={14} aria-hidden />
      {tCode("alert.rule", one.code)}
    </span>
  );
}

/** What the floor warned of: since when, how far it went, until when, and who has seen it. */
export function AlertHistory() {
  const [query, setQuery] = useState(EVERYTHING);
  const found = useRaised(query);
  const items = found.data?.pages.flatMap((page) => page.items);
  const narrow = Object.values(query).some((value) => value !== null);
  return (
    <div className={css.page}>
      <header className={css.head}>
        <h1>{t("insight.title")}</h1>
        <Places here="alerts" />
      </header>
      <Filters query={query} change={setQuery} />
      {found.isError && items === undefined && <Failed error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Bones rows={8} height={18} />}
      {items?.length === 0 && (
        <Empty
          icon={<ShieldCheck size={20} aria-hidden />}
          title={narrow ? t("history.none_like") : t("history.none")}
          text={narrow ? "" : t("history.none_hint")}
        />
      )}
      {items !== undefined && items.length > 0 && (
        <section className={css.card}>
          <Table<Raised>
            rowKey="id"
            size="small"
            dataSource={items}
            pagination={false}
            scroll={{ x: 900 }}
            columns={[
              { title: t("history.rule"), render: (_, one) => <Rule one={one} /> },
              { title: t("history.about"), render: (_, one) => <About one={one} /> },
              {
                title: t("history.worst"),
                align: "right",
                className: "num",
                render: (_, one) => valueOf(one.code, one.worst),
              },
              {
                title: t("history.bound"),
                align: "right",
                className: "num",
                render: (_, one) => (one.bound > 0 ? valueOf(one.code, one.bound) : "–"),
              },
              { title: t("history.raised"), className: "num", render: (_, one) => dateAndTime(one.raised_at) },
              {
                title: t("history.lasted"),
                align: "right",
                className: "num",
                render: (_, one) => <Lasted one={one} />,
              },
              { title: t("history.acknowledged"), width: 180, render: (_, one) => <Acknowledged one={one} /> },
            ]}
          />
          {found.hasNextPage && (
            <Button type="link" block loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {t("action.more")}
            </Button>
          )}
        </section>
      )}
    </div>
  );
}
