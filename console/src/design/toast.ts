import type { MessageInstance } from "antd/es/message/interface";
import { ApiError } from "@/api/http";
import { t, tCode } from "@/i18n";
import type { Words } from "@/i18n";

let toast: MessageInstance | null = null;

/** The app hands in antd's message once; code outside components speaks through it. */
export function setToast(instance: MessageInstance): void {
  toast = instance;
}

/** The sentence for an error: by its code in the user's language, else what the server wrote. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t("errors.unexpected");
  const params: Words = { ...error.params, field: error.field ?? "", seconds: error.retryAfter ?? 5 };
  return tCode("errors", error.code, params, error.message);
}

export function sayError(error: unknown): void {
  toast?.error({ content: sentence(error), key: sentence(error) });
}

export function sayDone(text: string): void {
  toast?.success({ content: text, key: text });
}

export function sayInfo(text: string): void {
  toast?.info({ content: text, key: text });
}
