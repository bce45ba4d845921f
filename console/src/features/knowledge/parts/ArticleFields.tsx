import AutoComplete from "antd/es/auto-complete";
import Form from "antd/es/form";
import Input from "antd/es/input";
import Segmented from "antd/es/segmented";
import Select from "antd/es/select";
import type { Article } from "@/api/types";
import { DayField } from "@/design/parts/Day";
import { t, tCode } from "@/i18n";
import { BodyField } from "./BodyField";
import { RelatedField } from "./RelatedField";
import css from "./knowledge.module.css";

/** A day in a form; the label is the form's. */
function Day({
  value,
  onChange,
  label,
}: {
  value?: string | null;
  onChange?: (day: string | null) => void;
  label: string;
}) {
  return <DayField label={label} value={value ?? null} change={(day) => onChange?.(day)} />;
}

/** Everything that is written of an article. `languages`: which may be chosen. */
export function ArticleFields({
  kept,
  languages,
  categories,
}: {
  kept: Article | null;
  languages: ("zh-CN" | "en")[];
  categories: string[];
}) {
  const locale = Form.useWatch<string | undefined>("locale");
  const needed = [{ required: true, whitespace: true, message: t("errors.empty") }];
  return (
    <>
      <Form.Item name="title" label={t("articles.title")} rules={needed}>
        <Input maxLength={120} autoComplete="off" />
      </Form.Item>
      <div className={css.row}>
        <Form.Item name="category" label={t("articles.category")} rules={needed} className={css.grow ?? ""}>
          <AutoComplete options={categories.map((value) => ({ value }))} maxLength={40} />
        </Form.Item>
        <Form.Item name="locale" label={t("articles.language")}>
          <Segmented
            disabled={languages.length === 1}
            options={languages.map((value) => ({ value, label: tCode("look.in", value) }))}
          />
        </Form.Item>
        <Form.Item name="audience" label={t("articles.audience")}>
          <Segmented
            options={(["customer", "agent"] as const).map((value) => ({ value, label: tCode("audience", value) }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="body" label={t("articles.body")} extra={t("articles.body_hint")} rules={needed}>
        <BodyField />
      </Form.Item>
      <Form.Item name="questions" label={t("articles.questions")} extra={t("articles.questions_hint")}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} />
      </Form.Item>
      <div className={css.row}>
        <Form.Item name="tags" label={t("articles.tags")} className={css.grow ?? ""}>
          <Select mode="tags" open={false} tokenSeparators={[",", "，", ";"]} />
        </Form.Item>
        <Form.Item name="related" label={t("articles.related")} className={css.grow ?? ""}>
          <RelatedField
            label={t("articles.related")}
            own={kept?.slug ?? ""}
            locale={locale ?? "zh-CN"}
            titles={kept?.related_titles ?? {}}
          />
        </Form.Item>
      </div>
      <div className={css.row}>
        <Form.Item name="from" label={t("articles.from")} extra={t("articles.from_hint")}>
          <Day label={t("articles.from")} />
        </Form.Item>
        <Form.Item name="until" label={t("articles.until")} extra={t("articles.until_hint")}>
          <Day label={t("articles.until")} />
        </Form.Item>
      </div>
    </>
  );
}
