// What a line of the audit trail says beside who and when, in words. Pure.
import { FORMATS } from "@/api/conversationFiles";
import type { AuditLine, Names } from "@/api/types";
import { languageName, named, t, tCode } from "@/i18n";
import { exact, fileSize } from "@/i18n/format";

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const ID = /^(?:\w+:)?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Kinds of files, called so in every language. */
const FILES: Record<string, string> = { csv: "CSV", json: "JSON", markdown: "Markdown" };

/** The word of a code, empty where it has none. */
type Words = (code: string) => string;

const role: Words = (code) => tCode("role", code, {}, "");
const right: Words = (code) => tCode("right", code, {}, "");
const field: Words = (code) => tCode("field", code, {}, "");
const of: Words = (code) => tCode("audit.of", code, {}, "");
const kind: Words = (code) => tCode("archive_kind", code, {}, "");

/** Words for the values of a field; the first that knows the value says it. */
const VALUES: Record<string, Words[]> = {
  role: [role],
  roles: [role],
  meant: [role],
  permissions: [right],
  scopes: [right],
  state: [(code) => tCode("presence", code, {}, ""), (code) => tCode("conversation_files_state", code, {}, "")],
  reason: [(code) => tCode("presence.reason", code, {}, "")],
  kind: [(code) => tCode("identity", code, {}, ""), (code) => tCode("channel", code, {}, "")],
  channel: [(code) => tCode("channel", code, {}, "")],
  tier: [(code) => tCode("tier", code, {}, "")],
  emotion: [(code) => tCode("emotion", code, {}, "")],
  steps: [(code) => tCode("macro.do", code, {}, "")],
  tone: [(code) => tCode("tag_tone", code, {}, "")],
  scope: [(code) => tCode("template_scope", code, {}, "")],
  how: [(code) => tCode("audit.how", code, {}, "")],
  purpose: [(code) => tCode("audit.purpose", code, {}, "")],
  events: [(code) => tCode("audit.event", code, {}, "")],
  passwords: [(code) => tCode("audit.passwords", code, {}, "")],
  origin: [(code) => tCode("export_origin", code, {}, "")],
  view: [(code) => tCode("view", code, {}, "")],
  fields: [(code) => tCode("customer_field", code, {}, "")],
};

/** Words for what was changed, by the beginning of the act; then those that any act may use. */
const CHANGED: [string, Words][] = [
  ["queue.", (code) => tCode("queue_field", code, {}, "")],
  ["channel.look", (code) => tCode("look_field", code, {}, "")],
  ["survey.", (code) => tCode("survey_field", code, {}, "")],
  ["article.", (code) => tCode("article_field", code, {}, "")],
  ["hours.", (code) => tCode("audit.hours", code, {}, "")],
];
const ANY: Words[] = [
  (code) => tCode("text", code, {}, ""),
  field,
  of,
  (code) => tCode("archive_field", code, {}, ""),
  kind,
];

interface Told {
  action: string;
  target: string;
  names: Names;
}

function word(words: Words[], code: string): string {
  for (const say of words) {
    const found = say(code);
    if (found !== "") return found;
  }
  return code;
}

function fieldWord(name: string, { action }: Told): string {
  // Of a filter these are the days from and to which it goes.
  if (name === "before" && action.startsWith("conversation.export")) return t("field.until");
  return word([field, kind], name);
}

/** A name, a word, a moment; null for an id that leads to nothing anybody could name. */
function text(name: string, value: string, told: Told): string | null {
  const called = told.names[value];
  if (called !== undefined) return named(called);
  if (ID.test(value)) return null;
  if (MOMENT.test(value)) return exact(value);
  if (name === "locale") return languageName(value);
  if (name === "format") return (FORMATS as Record<string, string>)[value] ?? value.toUpperCase();
  if (["changed", "added", "removed", "fields"].includes(name)) {
    const own = CHANGED.filter(([begin]) => told.action.startsWith(begin)).map(([, words]) => words);
    return word([...own, ...(VALUES[name] ?? []), ...ANY], value.replace(/^policy\./, ""));
  }
  return word(VALUES[name] ?? [], value);
}

function figure(name: string, value: number, { action, target }: Told): string {
  if (name === "bytes") return fileSize(value);
  if (name.endsWith("_days")) return t("audit.days", { count: value });
  if (name.endsWith("_seconds")) return t("audit.seconds", { count: value });
  if (name === "value" && target === "idle_minutes") return t("audit.minutes", { count: value });
  if (name === "value" && target === "sign_off_hours") return t("audit.hours_count", { count: value });
  if (name === "version" || (action.startsWith("queue.") && (name === "before" || name === "after")))
    return t("audit.version", { version: value });
  return String(value);
}

function said(name: string, value: unknown, told: Told): string | null {
  if (Array.isArray(value)) {
    const all = value.map((one: unknown) => said(name, one, told)).filter((one) => one !== null);
    return all.length === 0 ? null : all.join(t("list.comma"));
  }
  if (typeof value === "boolean") return value ? t("field.yes") : t("field.no");
  if (typeof value === "string") return text(name, value, told);
  if (typeof value === "number") return figure(name, value, told);
  if (typeof value !== "object" || value === null) return null;
  // Skills stand with their levels, by codes that the house has chosen; everything else by fields.
  const level = (code: string): string | null => (name === "skills" ? text(name, code, told) : null);
  const inner = pairs(value, t("list.comma"), told, level);
  return inner === "" ? null : `(${inner})`;
}

/** Said with its own word: "version 3". */
const SPEAKS = ["version"];

function pairs(
  detail: object,
  between: string,
  told: Told,
  called: (name: string) => string | null = () => null,
): string {
  return Object.entries(detail)
    .map(([name, value]) => ({ name, value: value === "" ? null : said(name, value, told) }))
    .filter(({ value }) => value !== null)
    .map(({ name, value }) =>
      SPEAKS.includes(name) ? value : `${called(name) ?? fieldWord(name, told)} ${value ?? ""}`,
    )
    .join(between);
}

/** What a line tells beside who, what and when. */
export function detailOf({ action, target, detail, names }: AuditLine): string {
  return pairs(detail, " · ", { action, target, names });
}

/** What was acted upon: by its name of now, else as the line itself calls it; a dash for what is called nothing. */
export function targetOf(line: Pick<AuditLine, "action" | "target" | "target_name" | "detail" | "names">): string {
  const { target, target_name, detail, names } = line;
  const name = names[target];
  if (name !== undefined) return named(name);
  if (target_name !== null) return target_name;
  if (ID.test(target)) {
    const own = detail.name ?? detail.title ?? detail.code;
    return typeof own === "string" && own !== "" ? own : "—";
  }
  if (line.action.startsWith("insight.")) return tCode("alert.rule", target);
  if (target in FILES) return FILES[target] ?? target;
  return word([of, role], target);
}
