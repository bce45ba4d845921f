import { AlertCircle, FileText, PencilLine, RotateCcw, Trash2 } from "lucide-react";
import { t, tCode } from "@/i18n";
import { changeDraft, draftOf } from "../../drafts";
import { discard, resend } from "../../outbox";
import type { Pending } from "../../threads";
import { DeliveryMark, Picture } from "./Bubble";
import { Plain } from "./Prose";
import css from "./thread.module.css";

function Body({ pending }: { pending: Pending }) {
  const { body, local } = pending;
  if (local === null) return <Plain text={body.text ?? ""} />;
  if (body.kind === "image" && local.url !== null)
    return <Picture attachment={{ name: local.name, url: local.url, width: local.width, height: local.height }} />;
  return (
    <span className={css.file}>
      <FileText size={20} aria-hidden />
      <b className="cut">{local.name}</b>
    </span>
  );
}

/** Takes the words back into the composer, before whatever is being written there. */
function takeBack(id: string, pending: Pending): void {
  const tab = pending.body.kind === "note" ? "note" : "reply";
  const written = draftOf(id)[tab];
  changeDraft(id, { tab, [tab]: [pending.body.text ?? "", written].filter(Boolean).join("\n") });
  discard(id, pending.client_id);
}

/** A message of mine on its way: shown at once, and kept with "retry" when it did not arrive. */
export function PendingView({ id, pending }: { id: string; pending: Pending }) {
  const failed = pending.state === "failed";
  const look = pending.body.kind === "note" ? "note" : "agent";
  return (
    <div className={css.group} data-side="right">
      <div className={css.stack}>
        <div className={css.bubbleLine} data-side="right" data-pending>
          <div
            className={css.bubble}
            data-look={look}
            data-bare={pending.body.kind === "image" || undefined}
            data-waiting={!failed || undefined}
          >
            <Body pending={pending} />
          </div>
          {!failed && <DeliveryMark delivery="sending" />}
          {failed && (
            <span className={css.failed} role="alert">
              <AlertCircle size={13} aria-hidden />
              {t("delivery.not_sent", {
                why: tCode(
                  "errors",
                  pending.error ?? "network",
                  { field: "", max: "", seconds: 5 },
                  t("errors.unexpected"),
                ),
              })}
              <button type="button" onClick={() => resend(id, pending)}>
                <RotateCcw size={12} aria-hidden />
                {t("action.retry")}
              </button>
              {pending.body.text !== undefined && (
                <button type="button" onClick={() => takeBack(id, pending)}>
                  <PencilLine size={12} aria-hidden />
                  {t("action.edit")}
                </button>
              )}
              {pending.body.text === undefined && (
                <button type="button" onClick={() => discard(id, pending.client_id)}>
                  <Trash2 size={12} aria-hidden />
                  {t("action.discard")}
                </button>
              )}
            </span>
          )}
        </div>
      </div>
    </div>
  );
}
