// How an action on many is called while it runs and when it is over.
import { t } from "@/i18n";
import type { Verb } from "./bulk";

export function doing(verb: Verb, done: number, total: number): string {
  const words = {
    transfer: t("bulk.transfer.doing", { done, total }),
    close: t("bulk.close.doing", { done, total }),
    tag: t("bulk.tag.doing", { done, total }),
    snooze: t("bulk.snooze.doing", { done, total }),
    undo: t("bulk.undo.doing", { done, total }),
  };
  return words[verb];
}

export function finished(verb: Verb, count: number): string {
  const words = {
    transfer: t("bulk.transfer.done", { count }),
    close: t("bulk.close.done", { count }),
    tag: t("bulk.tag.done", { count }),
    snooze: t("bulk.snooze.done", { count }),
    undo: t("bulk.undo.done", { count }),
  };
  return words[verb];
}
