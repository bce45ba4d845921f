import Button from "antd/es/button";
import Form from "antd/es/form";
import { ArrowLeft, History, Languages, MessageCircleQuestion } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import type { Article, Proposal } from "@/api/types";
import { go, linkTo, sayDone, sayError, sentence, useUnsaved } from "@/design";
import { Beaten } from "@/design/parts/SaveBar";
import { Markdown } from "@/features/conversations";
import { can, useSession } from "@/features/session";
import { locale, t, tCode } from "@/i18n";
import { relative } from "@/i18n/format";
import { saveArticle, showArticle, useArticles, waiting } from "../data";
import { EMPTY, draftOf, formOf, placeOf } from "../form";
import type { ArticleForm } from "../form";
import { ArticleBar } from "../parts/ArticleBar";
import { ArticleFields } from "../parts/ArticleFields";
import { ArticleVersions } from "../parts/ArticleVersions";
import { AskBot } from "../parts/AskBot";
import { ReviewPanel } from "../parts/ReviewPanel";
import { StateTag } from "../parts/StateTag";
import css from "../parts/knowledge.module.css";

const BOTH = ["zh-CN", "en"] as const;
const ALL = { q: "", shown: "", audience: "", category: "", task: "" } as const;

/** The way to the same article in the other language, or to writing it. */
function Other({ kept }: { kept: Article }) {
  const other = kept.locale === "en" ? "zh-CN" : "en";
  const there = kept.languages[other];
  const to = there === undefined ? `/knowledge/new/${kept.slug}~${other}` : `/knowledge/${there}`;
  const words = { language: tCode("look.in", other) };
  return (
    <a {...linkTo(to)}>
      <Languages size={13} aria-hidden />{" "}
      {there === undefined ? t("articles.translate", words) : t("articles.other", words)}
    </a>
  );
}

function begun(kept: Article | null, mine: Proposal | null, translates: string | null): ArticleForm {
  if (kept !== null) return formOf({ ...kept, ...mine?.draft });
  const [, language] = translates?.split("~") ?? [];
  return { ...EMPTY, locale: language === "en" ? "en" : translates ? "zh-CN" : locale() };
}

/** One article (`kept` null: a new one): written on the left, seen on the right as customers will read it. */
export function ArticleEditor({ kept, translates = null }: { kept: Article | null; translates?: string | null }) {
  const [form] = Form.useForm<ArticleForm>();
  const [begin, setBegin] = useState(kept);
  const session = useSession();
  const mayWrite = can(session, "knowledge.write");
  const mine = (article: Article | null): Proposal | null => {
    const one = waiting(article);
    return one?.by_id === session.user.id ? one : null;
  };
  const [values, setValues] = useState(() => begun(kept, mine(kept), translates));
  const [note, setNote] = useState("");
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  const [over, setOver] = useState<"ask" | "history" | null>(null);
  const [beaten, setBeaten] = useState<{ by: string; at: string } | null>(null);
  const categories = useArticles(ALL).data?.pages[0]?.categories ?? [];
  useUnsaved(dirty);
  const take = (article: Article): void => {
    setBegin(article);
    const shown = begun(article, mine(article), null);
    setValues(shown);
    setNote("");
    setDirty(false);
    setBeaten(null);
    form.setFieldsValue(shown);
  };
  const refuse = (error: unknown): void => {
    if (error instanceof ApiError && error.code === "article_changed")
      return setBeaten({ by: String(error.params["by"] ?? ""), at: String(error.params["at"] ?? "") });
    const place = error instanceof ApiError && error.field !== null ? placeOf(error.field) : null;
    if (place === null || !(place in values)) return sayError(error);
    form.setFields([{ name: place as keyof ArticleForm, errors: [sentence(error)] }]);
    form.scrollToField(place);
  };
  const run = (doing: Promise<Article>, said: string): void => {
    setBusy(true);
    doing
      .then((article) => {
        take(article);
        sayDone(waiting(article) === null ? said : t("review.proposed"));
        if (begin === null) setTimeout(() => go(`/knowledge/${article.id}`, { replace: true }));
      })
      .catch(refuse)
      .finally(() => setBusy(false));
  };
  const save = (published: boolean): void => {
    const slug = begin?.slug ?? translates?.split("~")[0] ?? "";
    run(
      saveArticle(begin, draftOf(values, slug, published, begin), note, mine(begin)?.version ?? 0),
      t("articles.saved"),
    );
  };
  const saveNew = (published: boolean): void =>
    void form.validateFields().then(
      () => save(published),
      () => undefined,
    );
  return (
    <div className={css.page}>
      <div className={css.form}>
        <header className={css.head}>
          <h1>
            <a {...linkTo("/knowledge")} aria-label={t("articles.back")} title={t("articles.back")}>
              <ArrowLeft size={18} aria-hidden />
            </a>
            {begin === null ? t("articles.new") : begin.title}
          </h1>
          {begin !== null && <StateTag state={begin.state} />}
          {begin !== null && <Other kept={begin} />}
          {begin !== null && (
            <Button icon={<History size={14} aria-hidden />} onClick={() => setOver("history")}>
              {t("queues.history")}
            </Button>
          )}
        </header>
        {beaten !== null && (
          <Beaten
            text={t("look.beaten", {
              name: beaten.by || t("audit.system"),
              time: beaten.at ? relative(beaten.at, Date.now()) : "",
            })}
            take={() => kept && take(kept)}
          />
        )}
        {begin !== null && <ReviewPanel kept={begin} take={take} />}
        {!mayWrite && <p className="muted">{t("review.only_read")}</p>}
        <Form<ArticleForm>
          name="article"
          form={form}
          layout="vertical"
          requiredMark={false}
          scrollToFirstError
          initialValues={values}
          onValuesChange={(_, all) => {
            setValues({ ...values, ...all });
            setDirty(true);
          }}
          onFinish={() => begin !== null && save(mine(begin)?.draft.published ?? begin.published)}
          disabled={!mayWrite}
        >
          <ArticleFields
            kept={begin}
            languages={begin === null && translates === null ? [...BOTH] : [values.locale]}
            categories={categories}
          />
          {mayWrite && (
            <ArticleBar
              begin={begin}
              note={note}
              setNote={setNote}
              dirty={dirty}
              busy={busy}
              saveNew={saveNew}
              show={(published) =>
                begin !== null &&
                run(showArticle(begin, published), published ? t("articles.published") : t("articles.hidden"))
              }
            />
          )}
        </Form>
      </div>
      <section className={css.preview} aria-label={t("articles.preview")}>
        <header>
          <h2>{t("articles.preview")}</h2>
          <Button icon={<MessageCircleQuestion size={14} aria-hidden />} onClick={() => setOver("ask")}>
            {t("ask.title")}
          </Button>
        </header>
        <h3>{values.title}</h3>
        {values.body.trim() === "" ? (
          <p className="muted">{t("articles.preview_empty")}</p>
        ) : (
          <Markdown text={values.body} />
        )}
      </section>
      {over === "ask" && <AskBot close={() => setOver(null)} />}
      {over === "history" && begin !== null && (
        <ArticleVersions
          kept={begin}
          held={dirty}
          close={() => setOver(null)}
          restored={(article) => {
            take(article);
            setOver(null);
          }}
        />
      )}
    </div>
  );
}
