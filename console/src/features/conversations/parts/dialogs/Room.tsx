import { OpenDialog } from "@/features/cocreation";
import type { DialogProps } from "./Dialogs";

/** A room for what this customer asks; the questions come along. */
export default function Room({ rows, done }: DialogProps) {
  const row = rows[0];
  if (row === undefined) return null;
  return <OpenDialog source={{ kind: "conversation", id: row.id, title: row.subject }} close={done} />;
}
