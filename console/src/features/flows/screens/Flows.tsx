import Button from "antd/es/button";
import Segmented from "antd/es/segmented";
import Table from "antd/es/table";
import { Plus, Workflow } from "lucide-react";
import type { TaskFlowLine } from "@/api/types";
import { Ago, Bones, Empty, Failed, Page, Tag, go, linkTo } from "@/design";
import { Rehearsal } from "@/features/rehearsal";
import { can, useSession } from "@/features/session";
import { locale, t } from "@/i18n";
import { useFlow, useFlows } from "../data";
import { Calls } from "../parts/Calls";
import { Systems } from "../parts/Systems";
import css from "../parts/flows.module.css";
import { FlowEditor } from "./FlowEditor";

type Tab = "flows" | "systems" | "calls" | "rehearsal";

function List() {
  const query = useFlows();
  const items = query.data;
  if (query.isPending) return <Bones rows={5} />;
  if (items === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (items.length === 0)
    return <Empty icon={<Workflow size={20} aria-hidden />} title={t("flows.none")} text={t("flows.none_hint")} />;
  return (
    <Table<TaskFlowLine>
      rowKey="id"
      size="middle"
      dataSource={items}
      pagination={false}
      scroll={{ x: 760 }}
      columns={[
        {
          title: t("flows.name"),
          render: (_, one) => (
            <>
              <a {...linkTo(`/flows/${one.id}`)}>{locale() === "en" ? one.title_en : one.title_zh}</a>
              <div className="muted">{locale() === "en" ? one.about_en : one.about_zh}</div>
            </>
          ),
        },
        { title: t("flows.phrases"), ellipsis: true, render: (_, one) => one.phrases.slice(0, 4).join("、") },
        { title: t("flows.steps"), dataIndex: "steps", width: 80, align: "right", className: "num" },
        {
          title: t("flows.state"),
          width: 150,
          render: (_, one) =>
            one.published === null ? (
              <Tag>{t("flows.hidden")}</Tag>
            ) : (
              <Tag tone={one.published === one.version ? "green" : "amber"}>
                {t("flows.shown", { version: one.published })}
              </Tag>
            ),
        },
        { title: t("articles.changed"), width: 130, render: (_, one) => <Ago at={one.updated_at} /> },
      ]}
    />
  );
}

function Kept({ id, writes }: { id: string; writes: boolean }) {
  const query = useFlow(id);
  if (query.isPending) return <Bones rows={8} />;
  if (query.data === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return <FlowEditor key={id} kept={query.data} writes={writes} />;
}

/** Task flows, the systems they ask and the calls that were made; one flow, or a new one. */
export function Flows({ id }: { id: string | null }) {
  const session = useSession();
  const writes = session !== null && can(session, "flows.write");
  if (id === "new" && writes) return <FlowEditor key="new" kept={null} writes />;
  const tab: Tab = id === "systems" || id === "calls" || id === "rehearsal" ? id : "flows";
  if (id !== null && id !== tab) return <Kept id={id} writes={writes} />;
  return (
    <Page
      title={t("nav.flows")}
      text={t("flows.about")}
      action={
        writes && (
          <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => go("/flows/new")}>
            {t("flows.new")}
          </Button>
        )
      }
    >
      <div className={css.tools}>
        <Segmented<Tab>
          value={tab}
          onChange={(next) => go(next === "flows" ? "/flows" : `/flows/${next}`)}
          aria-label={t("nav.flows")}
          options={[
            { value: "flows", label: t("nav.flows") },
            { value: "systems", label: t("flows.systems") },
            { value: "calls", label: t("flows.calls") },
            { value: "rehearsal", label: t("rehearsal.title") },
          ]}
        />
      </div>
      {tab === "flows" && <List />}
      {tab === "systems" && <Systems writes={writes} />}
      {tab === "calls" && <Calls />}
      {tab === "rehearsal" && <Rehearsal writes={writes} />}
    </Page>
  );
}
