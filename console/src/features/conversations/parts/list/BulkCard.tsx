import Button from "antd/es/button";
import { CheckCircle2, TriangleAlert, X } from "lucide-react";
import { useEffect, useRef } from "react";
import type { Row } from "@/api/types";
import { IconButton, linkTo, sentence } from "@/design";
import { t } from "@/i18n";
import { asked, dismiss, retryFailed, running, takeBack, undoable, useJob } from "../../bulk";
import type { Failure, Job } from "../../bulk";
import { doing, finished } from "../../bulkWords";
import { choose } from "../../selection";
import { BulkNow } from "./BulkNow";
import css from "./bulk.module.css";

function Name({ row }: { row: Row }) {
  return (
    <a className="cut" {...linkTo(`/desk/${row.id}?view=all`)}>
      {row.customer.name}
    </a>
  );
}

function byReason(failed: Failure[]): [string, Row[]][] {
  const why = new Map<string, Row[]>();
  for (const { row, error } of failed) why.set(sentence(error), [...(why.get(sentence(error)) ?? []), row]);
  return [...why];
}

/** Why some could not be done: each reason once, and whom it concerns. */
function Failures({ failed }: { failed: Failure[] }) {
  return (
    <div className={css.failed}>
      <p className={css.failures}>{t("bulk.failed", { count: failed.length })}</p>
      {byReason(failed).map(([reason, those]) => (
        <div key={reason}>
          <p>{reason}</p>
          <ul className={css.names}>
            {those.map((row) => (
              <li key={row.id}>
                <Name row={row} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

/** What was done, and where each conversation is now. */
function Did({ did }: { did: Job["did"] }) {
  return (
    <details className={css.did}>
      <summary>{t("bulk.which", { count: did.length })}</summary>
      <ul>
        {did.map(({ row, after }) => (
          <li key={row.id}>
            <Name row={row} />
            <BulkNow after={after} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function Buttons({ state, list, order }: { state: Job; list: string; order: string[] }) {
  const able = undoable(state);
  const failed = state.failed.map(({ row }) => row.id).filter((id) => order.includes(id));
  return (
    <div className={css.buttons}>
      {failed.length > 0 && (
        <Button size="small" type="text" onClick={() => choose(list, failed)}>
          {t("bulk.choose_failed")}
        </Button>
      )}
      {state.failed.length > 0 && (
        <Button size="small" onClick={() => void retryFailed()}>
          {t("bulk.retry")}
        </Button>
      )}
      {able.length > 0 && (
        <Button size="small" onClick={() => void takeBack()}>
          {t("bulk.undo", { count: able.length })}
        </Button>
      )}
    </div>
  );
}

/** How far an action on many has come; what was done, what could not be and why, and taking it back. It floats over the
 * list whose key and order are handed in. */
export function BulkCard({ list, order }: { list: string; order: string[] }) {
  const state = useJob();
  const card = useRef<HTMLElement>(null);
  const busy = running(state);
  useEffect(() => {
    // The dialog it was asked in is gone: whoever works by keys goes on here.
    if (!busy && document.activeElement === document.body) card.current?.focus();
  }, [busy]);
  if (state === null) return null;
  const { done, total, failed, did, work } = state;
  const share = Math.round((done / total) * 100);
  const customers = work.verb === "close" ? asked(state) : 0;
  return (
    <section
      ref={card}
      tabIndex={-1}
      className={css.card}
      aria-label={t("bulk.progress")}
      onKeyDown={(event) => event.key === "Escape" && dismiss()}
    >
      <div className={css.head} role="status">
        {failed.length > 0 ? <TriangleAlert size={15} aria-hidden /> : <CheckCircle2 size={15} aria-hidden />}
        <b>{busy ? doing(work.verb, done, total) : finished(work.verb, did.length)}</b>
        {!busy && <IconButton label={t("bulk.dismiss")} icon={<X size={15} aria-hidden />} onClick={dismiss} />}
      </div>
      {busy && (
        <progress className={css.progress} max={total} value={done} aria-label={t("bulk.progress")}>
          {share}%
        </progress>
      )}
      {!busy && customers > 0 && <p className="muted">{t("bulk.asked", { count: customers })}</p>}
      {failed.length > 0 && <Failures failed={failed} />}
      {!busy && did.length > 0 && <Did did={did} />}
      {!busy && <Buttons state={state} list={list} order={order} />}
    </section>
  );
}
