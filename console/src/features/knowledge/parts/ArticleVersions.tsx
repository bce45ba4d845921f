import type { Article, ArticleDraft, ArticleVersion } from "@/api/types";
import { Versions } from "@/design/parts/Versions";
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

/** What a version, or a proposal, makes different. */
export function Diff({ before, one }: { before: ArticleDraft; one: Pick<ArticleVersion, "draft" | "changed"> }) {
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

interface Props {
  kept: Article;
  /** something is typed that is not saved */
  held: boolean;
  close: () => void;
  restored: (article: Article) => void;
}

/** Who changed an article, when, why and in what; any version can be taken back. */
export function ArticleVersions({ kept, held, close, restored }: Props) {
  return (
    <Versions
      query={useArticleVersions(kept.id)}
      present={kept.version}
      held={held}
      close={close}
      restore={async (to) => restored(await restoreArticle(kept, to))}
      size={560}
    >
      {(one, before) => (
        <>
          {one.approved_by !== "" && <p className="muted">{t("review.approved_by", { name: one.approved_by })}</p>}
          {one.note !== "" && <p>{one.note}</p>}
          {before && <Diff before={before.draft} one={one} />}
        </>
      )}
    </Versions>
  );
}
