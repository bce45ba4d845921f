import type { Macro, Template } from "@/api/types";
import { initials } from "./pinyin";

/** How well a template answers what was typed after the slash; 0 is not at all. */
export function score(template: Template, query: string): number {
  const q = query.trim().toLowerCase();
  if (q === "") return 1;
  const title = template.title.toLowerCase();
  const shortcut = template.shortcut.toLowerCase();
  const letters = initials(template.title);
  if (shortcut === q || template.code.toLowerCase() === q) return 100;
  if (title.startsWith(q)) return 90;
  if (shortcut.startsWith(q) || letters.startsWith(q)) return 80;
  if (title.includes(q) || template.title_en.toLowerCase().includes(q)) return 70;
  if (letters.includes(q)) return 60;
  const categories = `${template.category}\n${template.category_en}`.toLowerCase();
  if (categories.includes(q) || initials(template.category).startsWith(q)) return 50;
  return template.body.toLowerCase().includes(q) || (template.body_en ?? "").toLowerCase().includes(q) ? 20 : 0;
}

/** Macros that answer what was typed, the best first; for a bare slash those used most, so many as leave room. */
export function macrosFor(macros: Macro[], query: string, limit: number): Macro[] {
  const plain = { code: "", category: "", category_en: "", title_en: "", body: "", body_en: null };
  const found = search(
    macros.map(({ id, name, shortcut }) => ({ ...plain, id, title: name, shortcut })),
    query,
    limit,
  );
  return found.flatMap(({ id }) => macros.filter((macro) => macro.id === id));
}

/** Best first; equal ones stay in the order of the library. */
export function search(templates: Template[], query: string, limit: number): Template[] {
  const scored = templates
    .map((template, index) => ({ template, index, points: score(template, query) }))
    .filter((item) => item.points > 0);
  scored.sort((a, b) => b.points - a.points || a.index - b.index);
  return scored.slice(0, limit).map((item) => item.template);
}
