import Button from "antd/es/button";
import { MessageCircleQuestion } from "lucide-react";
import type { Article, ArticleDraft } from "@/api/types";
import { Markdown } from "@/features/conversations";
import { t } from "@/i18n";
import { useFlags } from "../data";
import type { ArticleForm } from "../form";
import { Flags } from "./Flags";
import css from "./knowledge.module.css";

interface Props {
  values: ArticleForm;
  draft: ArticleDraft;
  kept: Article | null;
  /** null: who looks here may not ask the bot */
  ask: (() => void) | null;
}

/** An article as customers will read it, and what its writer is to know of it before. */
export function Preview({ values, draft, kept, ask }: Props) {
  const flags = useFlags(draft, kept?.id ?? null, kept?.flags ?? []);
  return (
    <section className={css.preview} aria-label={t("articles.preview")}>
      <header>
        <h2>{t("articles.preview")}</h2>
        {ask !== null && (
          <Button icon={<MessageCircleQuestion size={14} aria-hidden />} onClick={ask}>
            {t("ask.title")}
          </Button>
        )}
      </header>
      <Flags flags={flags} />
      <h3>{values.title}</h3>
      {values.body.trim() === "" ? (
        <p className="muted">{t("articles.preview_empty")}</p>
      ) : (
        <Markdown text={values.body} />
      )}
    </section>
  );
}
