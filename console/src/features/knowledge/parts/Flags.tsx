import { TriangleAlert } from "lucide-react";
import type { ArticleFlag } from "@/api/types";
import { Tag, linkTo } from "@/design";
import { t } from "@/i18n";
import css from "./review.module.css";

function lead(kind: ArticleFlag["kind"]): string {
  if (kind === "contradicts") return t("flags.contradicts");
  return kind === "question" ? t("flags.question") : t("flags.same_title");
}

function One({ flag }: { flag: ArticleFlag }) {
  if (flag.kind === "invisible") return <li>{t("flags.invisible", { count: flag.count })}</li>;
  return (
    <li>
      {lead(flag.kind)} <a {...linkTo(`/knowledge/${flag.id}`)}>{flag.title}</a>{" "}
      {!flag.published && <Tag>{t("flags.hidden")}</Tag>}
      {flag.words !== "" && flag.words !== flag.title && <small className="muted">{flag.words}</small>}
      {flag.differences.map((one) => (
        <small key={one.here}>{t("flags.differs", { here: one.here, there: one.there })}</small>
      ))}
    </li>
  );
}

/** What is to be known of what is written: it warns, and holds up nothing. */
export function Flags({ flags }: { flags: ArticleFlag[] }) {
  if (flags.length === 0) return null;
  return (
    <section className={css.flags} aria-label={t("flags.title")} aria-live="polite">
      <h3>
        <TriangleAlert size={14} aria-hidden /> {t("flags.title")}
      </h3>
      <ul>
        {flags.map((flag) => (
          <One key={flag.kind + (flag.id ?? "")} flag={flag} />
        ))}
      </ul>
    </section>
  );
}
