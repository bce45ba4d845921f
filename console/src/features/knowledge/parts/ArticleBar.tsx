import Button from "antd/es/button";
import Input from "antd/es/input";
import { Eye, EyeOff } from "lucide-react";
import type { Article } from "@/api/types";
import { SaveBar } from "@/design/parts/SaveBar";
import { t } from "@/i18n";

/** What can be done with what was written: a new article is kept or published, one that is there saved, shown, hidden. */
export function ArticleBar({
  begin,
  note,
  setNote,
  dirty,
  busy,
  saveNew,
  show,
}: {
  begin: Article | null;
  note: string;
  setNote: (note: string) => void;
  dirty: boolean;
  busy: boolean;
  saveNew: (published: boolean) => void;
  show: (published: boolean) => void;
}) {
  if (begin === null)
    return (
      <SaveBar>
        <Button disabled={busy} onClick={() => saveNew(false)}>
          {t("articles.save_draft")}
        </Button>
        <Button type="primary" loading={busy} onClick={() => saveNew(true)}>
          {t("articles.publish")}
        </Button>
      </SaveBar>
    );
  return (
    <SaveBar>
      <Input
        value={note}
        maxLength={200}
        placeholder={t("queues.note")}
        aria-label={t("queues.note")}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button
        icon={begin.published ? <EyeOff size={14} aria-hidden /> : <Eye size={14} aria-hidden />}
        disabled={busy || dirty}
        onClick={() => show(!begin.published)}
      >
        {begin.published ? t("articles.hide") : t("articles.publish")}
      </Button>
      <Button type="primary" htmlType="submit" loading={busy} disabled={!dirty}>
        {begin.needs_approval && begin.published ? t("review.propose") : t("action.save")}
      </Button>
    </SaveBar>
  );
}
