import { Suspense, lazy } from "react";
import type { MacroRun as Result, Row } from "@/api/types";
import { askMacro, useAskedMacro } from "@/features/macros";
import { takeRow } from "../../data";
import { changeDraft, draftOf } from "../../drafts";

const RunMacro = lazy(async () => ({ default: (await import("@/features/macros")).RunMacro }));

/** Words of a macro come after what is written already; the field is ready to be looked over. */
function insert(id: string, words: string): void {
  const before = draftOf(id).reply;
  changeDraft(id, { tab: "reply", reply: before.trim() === "" ? words : `${before}\n${words}` });
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-composer]")?.focus());
}

/** The macro that is asked for, over this conversation. */
export function MacroRun({ row }: { row: Row }) {
  const macro = useAskedMacro();
  if (macro === null) return null;
  const done = (result: Result | null): void => {
    askMacro(null);
    if (result === null) return;
    takeRow(result.row);
    if (result.insert !== null) insert(row.id, result.insert);
  };
  return (
    <Suspense fallback={null}>
      <RunMacro macro={macro} conversation={row.id} name={row.customer.name} done={done} />
    </Suspense>
  );
}
