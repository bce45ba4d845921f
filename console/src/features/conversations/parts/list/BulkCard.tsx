import Button from "antd/es/button";
import { CheckCircle2, TriangleAlert, X } from "lucide-react";
import { IconButton, linkTo, sentence } from "@/design";
import { t } from "@/i18n";
import { dismiss, retryFailed, running, takeBack, useJob } from "../../bulk";
import type { Verb } from "../../bulk";
import css from "./bulk.module.css";

function doing(verb: Verb, done: number, total: number): string {
  const words = {
    transfer: t("bulk.transfer.doing", { done, total }),
    close: t("bulk.close.doing", { done, total }),
    tag: t("bulk.tag.doing", { done, total }),
    snooze: t("bulk.snooze.doing", { done, total }),
    undo: t("bulk.undo.doing", { done, total }),
  };
  return words[verb];
}

function finished(verb: Verb, count: number): string {
  const words = {
    transfer: t("bulk.transfer.done", { count }),
    close: t("bulk.close.done", { count }),
    tag: t("bulk.tag.done", { count }),
    snooze: t("bulk.snooze.done", { count }),
    undo: t("bulk.undo.done", { count }),
  };
  return words[verb];
}

/** How far an action on many has come, what could not be done and why, and taking it back. It floats over the list. */
export function BulkCard() {
  const job = useJob();
  if (job === null) return null;
  const { done, total, failed, undo, work } = job;
  const busy = running(job);
  const share = Math.round((done / total) * 100);
  return (
    <section className={css.card} aria-label={t("bulk.progress")}>
      <div className={css.head} role="status">
        {failed.length > 0 ? <TriangleAlert size={15} aria-hidden /> : <CheckCircle2 size={15} aria-hidden />}
        <b>{busy ? doing(work.verb, done, total) : finished(work.verb, total - failed.length)}</b>
        {!busy && <IconButton label={t("bulk.dismiss")} icon={<X size={15} aria-hidden />} onClick={dismiss} />}
      </div>
      <progress className={css.progress} max={total} value={done} aria-label={t("bulk.progress")}>
        {share}%
      </progress>
      {failed.length > 0 && (
        <>
          <p className={css.failures}>{t("bulk.failed", { count: failed.length })}</p>
          <ul className={css.failed}>
            {failed.map(({ row, error }) => (
              <li key={row.id}>
                <a className="cut" {...linkTo(`/desk/${row.id}?view=all`)}>
                  {row.customer.name}
                </a>
                <span>{sentence(error)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {!busy && (
        <div className={css.buttons}>
          {failed.length > 0 && (
            <Button size="small" onClick={() => void retryFailed()}>
              {t("bulk.retry")}
            </Button>
          )}
          {undo.length > 0 && (
            <Button size="small" onClick={() => void takeBack()}>
              {t("bulk.undo", { count: undo.length })}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
