import Button from "antd/es/button";
import Drawer from "antd/es/drawer";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import type { Article, ArticleDraft, ArticleVersion } from "@/api/types";
import { Bones, Failed, Tag, sayDone, sayError } from "@/design";
import { t, tCode } from "@/i18n";
import { exact } from "@/i18n/format";
import { restoreArticle, useArticleVersions } from "../data";
import { diffLines } from "../diff";
import css from "./knowledge.module.css";

/** What a field held, as lines. */
function lines(draft: ArticleDraft, field: string): string {
  const value = draft[field as keyof ArticleDraft];
  if (Array.isArray(value)) return value.join("\n");
  if (value === null || value === "") return "–";
  if (field === "audience") return tCode("audience", String(value));
  if (field === "published") return value ? tCode("article_state", "published") : tCode("article_state", "draft");
  return field.startsWith("valid_") ? exact(String(value)) : String(value);
}

function Diff({ before, one }: { before: ArticleDraft; one: ArticleVersion }) {
  return one.changed.map((field) => (
    <div key={field} className={css.diff}>
      <small>{tCode("article_field", field)}</small>
      <pre>
        {diffLines(lines(before, field), lines(one.draft, field)).map((line, at) =>
          line.kind === "gone" ? (
            <del key={at}>{line.text || " "}</del>
          ) : line.kind === "new" ? (
            <ins key={at}>{line.text || " "}</ins>
          ) : (
            <span key={at}>{line.text || " "}</span>
          ),
        )}
      </pre>
    </div>
  ));
}

/** Who changed an article, when, why and in what; any version can be taken back. */
export function ArticleVersions({
  kept,
  held,
  close,
  restored,
}: {
  kept: Article;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (article: Article) => void;
}) {
  const query = useArticleVersions(kept.id);
  const [busy, setBusy] = useState<number | null>(null);
  const restore = (to: number): void => {
    setBusy(to);
    restoreArticle(kept, to)
      .then((article) => {
        restored(article);
        sayDone(t("versions.done", { version: to }));
      })
      .catch(sayError)
      .finally(() => setBusy(null));
  };
  return (
    <Drawer open title={t("queues.history")} onClose={close} size={560}>
      {query.isPending && <Bones rows={4} />}
      {query.isError && query.data === undefined && <Failed error={query.error} retry={() => void query.refetch()} />}
      {held && <p className="muted">{t("versions.held")}</p>}
      <ol className={css.versions}>
        {query.data?.map((one, at) => {
          const before = query.data[at + 1];
          return (
            <li key={one.version}>
              <header>
                <b>{t("versions.one", { version: one.version })}</b>
                {one.version === kept.version ? (
                  <Tag tone="green">{t("versions.present")}</Tag>
                ) : (
                  <Button
                    size="small"
                    icon={<Undo2 size={13} aria-hidden />}
                    disabled={held}
                    loading={busy === one.version}
                    onClick={() => restore(one.version)}
                  >
                    {t("versions.restore")}
                  </Button>
                )}
              </header>
              <small className="muted">{[one.by_name, exact(one.at)].filter(Boolean).join(" · ")}</small>
              {one.restored !== null && <p>{t("versions.restored", { version: one.restored })}</p>}
              {one.note !== "" && <p>{one.note}</p>}
              {before && <Diff before={before.draft} one={one} />}
            </li>
          );
        })}
      </ol>
    </Drawer>
  );
}
