import { mod, useKeys } from "@/design";
import { askDialog } from "../../asking";
import type { OneDialog } from "../../asking";
import { changeDraft } from "../../drafts";

/** By the place of the key: with Alt, other keyboards write another sign. */
const WITH_ALT: Record<string, OneDialog> = { KeyE: "close", KeyT: "transfer", KeyZ: "later" };

/** What is done with the open conversation, also while a reply is being written. */
export function useThreadKeys(id: string): void {
  useKeys((event) => {
    const inDialog = event.target instanceof HTMLElement && event.target.closest("[role=dialog]") !== null;
    if (mod(event) || event.shiftKey || inDialog) return;
    const asked = WITH_ALT[event.code];
    if (event.altKey && event.code === "KeyN") {
      changeDraft(id, { tab: "note" });
      requestAnimationFrame(() => document.querySelector<HTMLElement>("[data-composer]")?.focus());
    } else if (event.altKey && asked !== undefined) askDialog(asked);
    else if (!event.altKey && event.key === "z" && event.target === document.body) askDialog("later");
    else return;
    event.preventDefault();
  });
}
