import type { FormInstance } from "antd/es/form";
import { ApiError } from "@/api/http";
import { sayError, sentence } from "@/design";

/** Shows a refusal beside the field it names; one that names none of `fields` is said aloud. */
export function showIn<Values>(form: FormInstance<Values>, fields: (keyof Values & string)[], error: unknown): void {
  const field = error instanceof ApiError ? fields.find((name) => name === error.field) : undefined;
  if (field === undefined) {
    sayError(error);
    return;
  }
  form.setFields([{ name: field as never, errors: [sentence(error)] }]);
  form.scrollToField(field as never);
}
