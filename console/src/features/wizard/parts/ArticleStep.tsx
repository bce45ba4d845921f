import Button from "antd/es/button";
import Form from "antd/es/form";
import Input from "antd/es/input";
import { BookOpen, Upload } from "lucide-react";
import { useState } from "react";
import { ApiError } from "@/api/http";
import { Bones, Failed, go, linkTo, sayError, sentence, useUnsaved } from "@/design";
import { EMPTY_ARTICLE, ImportDialog, draftOf, saveArticle, useArticles } from "@/features/knowledge";
import { Foot, setupChanged } from "@/features/setup";
import { locale, t } from "@/i18n";
import type { Nav } from "../nav";
import css from "./wizard.module.css";

const ALL = { q: "", shown: "", audience: "", category: "", task: "" } as const;

interface Values {
  title: string;
  body: string;
}

function Write({ nav, bring }: { nav: Nav; bring: () => void }) {
  const [form] = Form.useForm<Values>();
  const [dirty, setDirty] = useState(false);
  const [busy, setBusy] = useState(false);
  useUnsaved(dirty);
  const needed = [{ required: true, whitespace: true, message: t("errors.empty") }];
  const save = async ({ title, body }: Values): Promise<void> => {
    setBusy(true);
    const filled = { ...EMPTY_ARTICLE, title, body, category: t("setup.article_category"), locale: locale() };
    try {
      await saveArticle(null, draftOf(filled, "", true, null), "");
      setDirty(false);
      await setupChanged();
      setTimeout(() => go(nav.next));
    } catch (error) {
      setBusy(false);
      const field = error instanceof ApiError ? error.field?.split(".").pop() : undefined;
      if (field === "title" || field === "body") form.setFields([{ name: field, errors: [sentence(error)] }]);
      else sayError(error);
    }
  };
  return (
    <Form<Values>
      name="first-article"
      form={form}
      layout="vertical"
      requiredMark={false}
      onValuesChange={() => setDirty(true)}
      onFinish={(values) => void save(values)}
    >
      <section className={css.card}>
        <Form.Item name="title" label={t("setup.article_question")} rules={needed}>
          <Input
            size="large"
            autoFocus
            maxLength={120}
            autoComplete="off"
            placeholder={t("setup.article_question_example")}
          />
        </Form.Item>
        <Form.Item name="body" label={t("setup.article_answer")} extra={t("articles.body_hint")} rules={needed}>
          <Input.TextArea
            autoSize={{ minRows: 5, maxRows: 16 }}
            maxLength={20_000}
            placeholder={t("setup.article_answer_example")}
          />
        </Form.Item>
        <Button icon={<Upload size={14} aria-hidden />} onClick={bring}>
          {t("setup.article_import")}
        </Button>
      </section>
      <Foot {...nav} done={false}>
        <Button size="large" type="primary" htmlType="submit" loading={busy}>
          {t("setup.save_on")}
        </Button>
      </Foot>
    </Form>
  );
}

/** The first article: typed, or a whole file of them. */
export function ArticleStep({ nav }: { nav: Nav }) {
  const query = useArticles(ALL);
  const [bringing, setBringing] = useState(false);
  const first = query.data?.pages[0];
  const close = (): void => {
    setBringing(false);
    void setupChanged();
  };
  if (query.isPending) return <Bones rows={5} />;
  if (first === undefined) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      {nav.done ? (
        <>
          <section className={css.card}>
            <ul className={css.people}>
              {first.items.slice(0, 10).map((article) => (
                <li key={article.id}>
                  <BookOpen size={15} aria-hidden />
                  <div>
                    <a {...linkTo(`/knowledge/${article.id}`)}>
                      <b>{article.title}</b>
                    </a>
                    <small>{article.category}</small>
                  </div>
                </li>
              ))}
            </ul>
            <p className={css.more}>
              <Button icon={<Upload size={14} aria-hidden />} onClick={() => setBringing(true)}>
                {t("setup.article_import")}
              </Button>
              <a {...linkTo("/knowledge")}>{t("setup.article_more")}</a>
            </p>
          </section>
          <Foot {...nav} />
        </>
      ) : (
        <Write nav={nav} bring={() => setBringing(true)} />
      )}
      {bringing && <ImportDialog categories={first.categories} close={close} />}
    </>
  );
}
