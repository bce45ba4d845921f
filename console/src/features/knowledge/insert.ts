// Putting something into a body: on a line of its own, indented under the step it is put into.
import { t } from "@/i18n";

const STEP = /^( {0,6})\d{1,3}[.、)]\s/;

/** Where `text` stands after it was put at a place of a body, and where the cursor is then. */
export function inserted(body: string, place: number, text: string): { body: string; at: number } {
  const start = body.lastIndexOf("\n", place - 1) + 1;
  const line = body.slice(start, place);
  const under = STEP.test(line) || (/^ {2,}\S/.test(line) && stepAbove(body.slice(0, start)));
  const before = body.slice(0, place);
  const after = body.slice(place);
  const put = (before === "" || before.endsWith("\n") ? "" : "\n") + (under ? "   " : "") + text;
  const end = after === "" || after.startsWith("\n") ? "" : "\n";
  return { body: before + put + end + after, at: place + put.length };
}

/** Whether the nearest line above that is not indented begins a step. */
function stepAbove(above: string): boolean {
  const lines = above.split("\n").filter((line) => line.trim() !== "");
  const found = lines.reverse().find((line) => !/^ {2,}/.test(line) || STEP.test(line));
  return found !== undefined && STEP.test(found);
}

/** Three steps to be filled in. */
export function emptySteps(): string {
  const what = t("shot.step_words");
  const more = t("shot.step_more");
  return [1, 2, 3].map((n) => `${n}. ${what}\n   ${more}`).join("\n");
}
