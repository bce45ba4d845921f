// Templates as people look after them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { library as api } from "@/api/templates";
import type { PackBody, TemplateBody } from "@/api/templates";
import type { LibraryTemplate, Pack, TemplateLibrary } from "@/api/types";
import { locale } from "@/i18n";
import words from "@/i18n/zh-CN.json";

export type { PackBody, TemplateBody } from "@/api/templates";

export function useLibrary(): UseQueryResult<TemplateLibrary> {
  return useQuery({ queryKey: ["template-library"], queryFn: ({ signal }) => api.list(signal) });
}

async function changed<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await Promise.all(["template-library", "templates"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  }
}

export function saveTemplate(kept: LibraryTemplate | null, body: TemplateBody): Promise<LibraryTemplate> {
  return changed(kept === null ? api.make(body) : api.change(kept.id, { ...body, version: kept.version }));
}

export function dropTemplate(kept: LibraryTemplate): Promise<void> {
  return changed(api.drop(kept.id));
}

/** What a file would change; nothing is written. */
export function readPack(body: PackBody): Promise<Pack> {
  return api.pack(body);
}

export function importPack(body: PackBody, shown: Pack): Promise<Pack> {
  return changed(api.pack({ ...body, digest: shown.digest }));
}

export const exportAddress = api.exportUrl;

export function teamName(team: { name: string; name_en: string }): string {
  return locale() === "en" ? team.name_en : team.name;
}

export function titleOf(one: { title: string; title_en: string }): string {
  return (locale() === "en" && one.title_en) || one.title;
}

export function categoryOf(one: { category: string; category_en: string }): string {
  return (locale() === "en" && one.category_en) || one.category;
}

/** Those whose names, shortcut, category or text hold all that was typed; grouped by category. */
export function grouped(items: LibraryTemplate[], typed: string, scope: string): [string, LibraryTemplate[]][] {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (one: LibraryTemplate): boolean => {
    const { title, title_en, category, category_en, shortcut, body, body_en } = one;
    const text = [title, title_en, category, category_en, shortcut, body, body_en].join("\n").toLowerCase();
    return (scope === "" || one.scope === scope) && wanted.every((word) => text.includes(word));
  };
  const found = new Map<string, LibraryTemplate[]>();
  for (const one of items.filter(fits)) {
    const name = categoryOf(one);
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return [...found];
}

const VARIABLE = /\{\{\s*([a-z][a-z0-9_.]*)\s*(?:\|[^{}|]*)?\}\}/g;

/** Variables of a text that nobody knows: a house's own fixed words may be among them, a slip of the pen too. */
export function unknownIn(text: string): string[] {
  const names = [...text.matchAll(VARIABLE)].map((match) => match[1] ?? "");
  return [...new Set(names)].filter((name) => !(`variable.${name}` in words));
}
