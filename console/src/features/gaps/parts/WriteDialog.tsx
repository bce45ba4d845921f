import Input from "antd/es/input";
import { useState } from "react";
import type { GapWhole } from "@/api/types";
import { go, sentence } from "@/design";
import { Dialog } from "@/design/parts/Dialog";
import { t } from "@/i18n";
import { writeArticle } from "../data";
import css from "./gaps.module.css";

/** What agents said, as something to be rewritten. */
function begun(whole: GapWhole): string {
  if (whole.replies.length === 0) return "";
  return [t("gaps.to_edit"), ...whole.replies.map((one) => one.text)].join("\n\n");
}

/** A hidden article that begins with the gap's questions and what agents said. */
export function WriteDialog({ whole, close }: { whole: GapWhole; close: () => void }) {
  const [title, setTitle] = useState(whole.gap.title.slice(0, 120));
  const [category, setCategory] = useState(t("gaps.category"));
  const [body, setBody] = useState(() => begun(whole));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const write = (): void => {
    setBusy(true);
    writeArticle(whole.gap, { title, category, body })
      .then(
        ({ gap }) => {
          close();
          if (gap.article_id !== null) go(`/knowledge/${gap.article_id}`);
        },
        (error: unknown) => setRefused(sentence(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Dialog
      title={t("gaps.write")}
      okText={t("gaps.write_do")}
      okButtonProps={{ disabled: [title, category, body].some((one) => one.trim() === "") }}
      confirmLoading={busy}
      dirty={() => body !== begun(whole)}
      onOk={write}
      cancel={close}
      width={640}
    >
      <p className="muted">{t("gaps.write_hint")}</p>
      <div className={css.fields}>
        <label>
          <span>{t("articles.title")}</span>
          <Input maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <label>
          <span>{t("articles.category")}</span>
          <Input maxLength={40} value={category} onChange={(event) => setCategory(event.target.value)} />
        </label>
        <label>
          <span>{t("gaps.body")}</span>
          <Input.TextArea
            maxLength={20_000}
            autoSize={{ minRows: 6, maxRows: 16 }}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
        </label>
      </div>
      {refused !== null && (
        <p className={css.refused} role="alert">
          {refused}
        </p>
      )}
    </Dialog>
  );
}
