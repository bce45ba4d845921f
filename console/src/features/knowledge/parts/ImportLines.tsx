import Checkbox from "antd/es/checkbox";
import Table from "antd/es/table";
import type { DocumentLine, DocumentPlan } from "@/api/types";
import { Tag } from "@/design";
import { Markdown } from "@/features/conversations";
import { t, tCode } from "@/i18n";
import css from "./import.module.css";

const TONES = { make: "green", change: "brand", same: "plain", refused: "red" } as const;

function placeOf(line: DocumentLine, plan: DocumentPlan): string {
  const file = plan.files[line.file];
  const at = { at: line.row };
  const place =
    file?.kind === "pdf"
      ? t("import.page", at)
      : file?.kind === "docx"
        ? t("import.paragraph", at)
        : t("import.line", at);
  return plan.files.length > 1 ? `${file?.name ?? ""} · ${place}` : place;
}

function Detail({ line }: { line: DocumentLine }) {
  if (line.problems.length === 0)
    return line.changed.map((field) => tCode("article_field", field)).join(t("list.comma"));
  return line.problems.map((one) => (
    <span key={one.field + one.code} className={css.refused}>
      {one.code !== "required" && `${tCode("article_field", one.field)}: `}
      {tCode("errors", one.code, { ...one.params, field: tCode("article_field", one.field) }, one.message)}
    </span>
  ));
}

/** The articles that files would become; each can be read, and left out. */
export function ImportLines({
  plan,
  leave,
  toggle,
}: {
  plan: DocumentPlan;
  leave: ReadonlySet<string>;
  toggle: (key: string) => void;
}) {
  return (
    <Table<DocumentLine>
      rowKey="key"
      size="small"
      dataSource={plan.items}
      pagination={plan.items.length > 50 ? { pageSize: 50 } : false}
      scroll={{ y: 340 }}
      expandable={{
        expandedRowRender: (line) => (
          <div className={css.body}>
            <Markdown text={line.body} />
          </div>
        ),
      }}
      columns={[
        {
          width: 36,
          render: (_, line) => (
            <Checkbox
              checked={!leave.has(line.key)}
              aria-label={t("import.take", { title: line.title })}
              onChange={() => toggle(line.key)}
            />
          ),
        },
        { title: t("articles.title"), render: (_, line) => line.title || "–" },
        { title: t("import.where"), width: 190, render: (_, line) => placeOf(line, plan) },
        {
          title: t("import.becomes"),
          width: 100,
          render: (_, line) => <Tag tone={TONES[line.action]}>{tCode("import_action", line.action)}</Tag>,
        },
        { title: t("import.detail"), width: 190, render: (_, line) => <Detail line={line} /> },
      ]}
    />
  );
}
