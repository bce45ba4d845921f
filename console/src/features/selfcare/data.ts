// The self-service page as administrators read and change it.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { articles } from "@/api/knowledge";
import { queries } from "@/api/query";
import { selfcare as api } from "@/api/selfcare";
import type { HelpFigures, HelpPage, HelpPageState, HelpShelf } from "@/api/types";

export const MOST_HOT = 6;

export function useHelpPage(): UseQueryResult<HelpPageState> {
  return useQuery({ queryKey: ["selfcare"], queryFn: ({ signal }) => api.read(signal) });
}

export function useHelpFigures(days: number): UseQueryResult<HelpFigures> {
  return useQuery({ queryKey: ["selfcare-figures", days], queryFn: ({ signal }) => api.figures(days, signal) });
}

/** The state as it is now; a refusal leaves the latest on the screen as well. */
export async function saveHelpPage(version: number, page: HelpPage): Promise<HelpPageState> {
  try {
    const now = await api.save(version, page);
    queries.setQueryData(["selfcare"], now);
    return now;
  } catch (error) {
    void queries.invalidateQueries({ queryKey: ["selfcare"] });
    throw error;
  }
}

/** Articles that customers may read and that have these words, to choose the hot ones from. */
export function useChoices(words: string): UseQueryResult<{ slug: string; title: string }[]> {
  return useQuery({
    queryKey: ["selfcare-articles", words],
    queryFn: async ({ signal }) =>
      (
        await articles.list({ q: words, shown: "published", audience: "customer", category: "", task: "" }, "", signal)
      ).items
        .filter(({ locale }) => locale === "zh-CN")
        .map(({ slug, title }) => ({ slug, title })),
  });
}

/** Categories in the order they were chosen; what they are called in English stays with them. */
export function shelvesOf(names: string[], before: HelpShelf[]): HelpShelf[] {
  return names.map((name) => before.find((one) => one.name === name) ?? { name, en: "" });
}

/** Whether two pages are alike, whatever the order of their fields. */
export function samePage(one: HelpPage, other: HelpPage): boolean {
  const plain = ({ shelves, ...rest }: HelpPage): string =>
    JSON.stringify([
      shelves.map(({ name, en }) => [name, en ?? ""]),
      Object.entries(rest).sort(([a], [b]) => a.localeCompare(b)),
    ]);
  return plain(one) === plain(other);
}

/** Whole per cent; null where there is nothing to divide by. */
export const share = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((100 * part) / whole) : null;
