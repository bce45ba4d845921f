import Button from "antd/es/button";
import Input from "antd/es/input";
import { Check, Undo2 } from "lucide-react";
import { useState } from "react";
import type { Article, ArticleDraft, Proposal } from "@/api/types";
import { sayDone, sayError } from "@/design";
import { can, useSession } from "@/features/session";
import { t, tCode } from "@/i18n";
import { relative } from "@/i18n/format";
import { judge, stillRight, waiting, withdraw } from "../data";
import { Diff } from "./ArticleVersions";
import css from "./review.module.css";

const FIELDS = "title category body questions tags related audience published valid_from valid_until".split(
  " ",
) as (keyof ArticleDraft)[];

export function changedFields(before: ArticleDraft, after: ArticleDraft): string[] {
  return FIELDS.filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
}

interface Props {
  kept: Article;
  take: (article: Article) => void;
}

function Waits({ kept, one, take }: Props & { one: Proposal }) {
  const session = useSession();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const mine = session.user.id === one.by_id;
  const run = (doing: Promise<Article>, said: string): void => {
    setBusy(true);
    doing
      .then((article) => {
        take(article);
        sayDone(said);
      })
      .catch(sayError)
      .finally(() => setBusy(false));
  };
  const before = { ...kept } as ArticleDraft;
  return (
    <section className={css.panel} aria-label={tCode("article_task", "review")}>
      <p>
        <b>{t("review.waits", { name: one.by_name, time: relative(one.at, Date.now()) })}</b>
      </p>
      {one.note !== "" && <p>{one.note}</p>}
      <p className="muted">{t("review.text")}</p>
      <Diff before={before} one={{ draft: one.draft, changed: changedFields(before, one.draft) }} />
      <div className={css.acts}>
        {can(session, "knowledge.approve") && (
          <>
            <Button
              type="primary"
              icon={<Check size={14} aria-hidden />}
              loading={busy}
              onClick={() => run(judge(kept, one, null), t("review.approved"))}
            >
              {t("review.approve")}
            </Button>
            <Input
              value={reason}
              maxLength={200}
              placeholder={t("review.reason")}
              aria-label={t("review.reason")}
              onChange={(event) => setReason(event.target.value)}
            />
            <Button
              icon={<Undo2 size={14} aria-hidden />}
              disabled={busy || reason.trim() === ""}
              onClick={() => run(judge(kept, one, reason), t("review.sent_back"))}
            >
              {t("review.return")}
            </Button>
          </>
        )}
        {mine && (
          <Button disabled={busy} onClick={() => run(withdraw(kept, one), t("review.withdrawn"))}>
            {t("review.withdraw")}
          </Button>
        )}
      </div>
    </section>
  );
}

function Due({ kept, take }: Props) {
  const [busy, setBusy] = useState(false);
  const { due, at, by_name } = kept.look;
  if (due === null) return null;
  const ends = kept.valid_until === null ? "" : relative(kept.valid_until, Date.now());
  return (
    <section className={css.panel} aria-label={tCode("article_task", "due")}>
      <p>{due === "ends" ? t("due.ends", { time: ends }) : t("due.old")}</p>
      {at !== null && <p className="muted">{t("due.looked", { name: by_name, time: relative(at, Date.now()) })}</p>}
      <div className={css.acts}>
        <Button
          icon={<Check size={14} aria-hidden />}
          loading={busy}
          onClick={() => {
            setBusy(true);
            stillRight(kept)
              .then((article) => {
                take(article);
                sayDone(t("due.done"));
              })
              .catch(sayError)
              .finally(() => setBusy(false));
          }}
        >
          {t("due.right")}
        </Button>
      </div>
    </section>
  );
}

/** What is to be done with an article: a change to review, one that was sent back, or a look that is due. */
export function ReviewPanel({ kept, take }: Props) {
  const one = waiting(kept);
  const back = kept.proposal?.state === "returned" ? kept.proposal : null;
  return (
    <>
      {one !== null && <Waits key={one.version} kept={kept} one={one} take={take} />}
      {back !== null && back.judged_at !== null && (
        <section className={css.panel} data-tone="amber">
          <p>
            {t("review.returned", {
              name: back.judge_name,
              time: relative(back.judged_at, Date.now()),
              answer: back.answer,
            })}
          </p>
        </section>
      )}
      <Due kept={kept} take={take} />
    </>
  );
}
