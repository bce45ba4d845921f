import Button from "antd/es/button";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import Table from "antd/es/table";
import { BookOpen, FileInput, MessageCircleQuestion, Plus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { ArticleQuery } from "@/api/knowledge";
import type { ArticleLine, ArticleState } from "@/api/types";
import { Bones, Empty, Failed, Page, Tag, go, linkTo } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { exact, relative } from "@/i18n/format";
import { STATES, useArticles } from "../data";
import { AskBot } from "../parts/AskBot";
import { ImportDialog } from "../parts/ImportDialog";
import { StateTag } from "../parts/StateTag";
import css from "../parts/knowledge.module.css";

const ANY: ArticleQuery = { q: "", shown: "", audience: "", category: "", task: "" };
const TASKS = ["review", "due"] as const;

/** What waits to be done, where anything does; pressed again, all is shown. */
function Tasks({
  counts,
  task,
  choose,
}: {
  counts: Record<string, number>;
  task: string;
  choose: (task: ArticleQuery["task"]) => void;
}) {
  return TASKS.filter((one) => (counts[one] ?? 0) > 0 || task === one).map((one) => (
    <Button
      key={one}
      type={task === one ? "primary" : "default"}
      aria-pressed={task === one}
      onClick={() => choose(task === one ? "" : one)}
    >
      {tCode("article_task", one)} {counts[one] ?? 0}
    </Button>
  ));
}

function Filters({
  asked,
  change,
  counts,
  tasks,
  categories,
}: {
  asked: ArticleQuery;
  change: (part: Partial<ArticleQuery>) => void;
  counts: Record<string, number>;
  tasks: Record<string, number>;
  categories: string[];
}) {
  const sum = Object.values(counts).reduce((total, n) => total + n, 0);
  const all = t("articles.all");
  return (
    <div className={css.filters}>
      <Segmented<ArticleState | "">
        value={asked.shown}
        onChange={(shown) => change({ shown })}
        aria-label={t("articles.state")}
        options={[
          { value: "", label: `${all} ${sum}` },
          ...STATES.map((state) => ({ value: state, label: `${tCode("article_state", state)} ${counts[state] ?? 0}` })),
        ]}
      />
      <Tasks counts={tasks} task={asked.task} choose={(task) => change({ task })} />
      <Input.Search
        allowClear
        className={css.look ?? ""}
        value={asked.q}
        placeholder={t("articles.look")}
        aria-label={t("articles.look")}
        onChange={(event) => change({ q: event.target.value })}
      />
      <Select
        value={asked.audience}
        onChange={(audience) => change({ audience })}
        aria-label={t("articles.audience")}
        options={[
          { value: "", label: t("articles.any_audience") },
          { value: "customer", label: tCode("audience", "customer") },
          { value: "agent", label: tCode("audience", "agent") },
        ]}
      />
      <Select
        className={css.category ?? ""}
        showSearch
        value={asked.category}
        onChange={(category) => change({ category })}
        aria-label={t("articles.category")}
        options={[
          { value: "", label: t("articles.any_category") },
          ...categories.map((value) => ({ value, label: value })),
        ]}
      />
    </div>
  );
}

function List({ items }: { items: ArticleLine[] }) {
  return (
    <Table<ArticleLine>
      rowKey="id"
      size="middle"
      dataSource={items}
      pagination={false}
      scroll={{ x: 760 }}
      columns={[
        {
          title: t("articles.title"),
          render: (_, one) => (
            <>
              <a {...linkTo(`/knowledge/${one.id}`)}>{one.title}</a>{" "}
              {one.waits && <Tag tone="brand">{t("articles.waits")}</Tag>}
              {one.due !== null && <Tag tone="amber">{tCode("article_due", one.due)}</Tag>}
            </>
          ),
        },
        { title: t("articles.category"), dataIndex: "category", width: 130, ellipsis: true },
        { title: t("articles.language"), width: 80, render: (_, one) => tCode("look.in", one.locale) },
        {
          title: t("articles.audience"),
          width: 120,
          render: (_, one) => (
            <Tag {...(one.audience === "agent" ? { tone: "amber" as const } : {})}>
              {tCode("audience", one.audience)}
            </Tag>
          ),
        },
        { title: t("articles.state"), width: 110, render: (_, one) => <StateTag state={one.state} /> },
        {
          title: t("articles.changed"),
          width: 130,
          render: (_, one) => <span title={exact(one.updated_at)}>{relative(one.updated_at, Date.now())}</span>,
        },
      ]}
    />
  );
}

/** What the bot answers from and the desk looks up. */
export function Articles() {
  const [asked, setAsked] = useState(ANY);
  const [over, setOver] = useState<"ask" | "import" | null>(null);
  const query = useArticles(useDeferredValue(asked));
  const first = query.data?.pages[0];
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const filtered = JSON.stringify(asked) !== JSON.stringify(ANY);
  const actions = can(useSession(), "knowledge.write") && (
    <div className={css.actions}>
      <Button {...linkTo("/gaps")}>{t("gaps.open_page")}</Button>
      <Button icon={<MessageCircleQuestion size={14} aria-hidden />} onClick={() => setOver("ask")}>
        {t("ask.title")}
      </Button>
      <Button icon={<FileInput size={14} aria-hidden />} onClick={() => setOver("import")}>
        {t("import.title")}
      </Button>
      <Button type="primary" icon={<Plus size={14} aria-hidden />} onClick={() => go("/knowledge/new")}>
        {t("articles.new")}
      </Button>
    </div>
  );
  return (
    <Page title={t("nav.knowledge")} text={t("articles.text")} action={actions}>
      <Filters
        asked={asked}
        change={(part) => setAsked({ ...asked, ...part })}
        counts={first?.counts ?? {}}
        tasks={first?.tasks ?? {}}
        categories={first?.categories ?? []}
      />
      {query.isPending && <Bones rows={6} />}
      {query.isError && first === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {first !== undefined && items.length === 0 && (
        <Empty
          icon={<BookOpen size={20} aria-hidden />}
          title={filtered ? t("articles.none") : t("articles.empty")}
          text={filtered ? t("articles.none_hint") : t("articles.empty_hint")}
          action={filtered && <Button onClick={() => setAsked(ANY)}>{t("articles.clear")}</Button>}
        />
      )}
      {items.length > 0 && <List items={items} />}
      {query.hasNextPage && (
        <p className={css.more}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("action.more")}
          </Button>
        </p>
      )}
      {over === "ask" && <AskBot close={() => setOver(null)} />}
      {over === "import" && <ImportDialog categories={first?.categories ?? []} close={() => setOver(null)} />}
    </Page>
  );
}
