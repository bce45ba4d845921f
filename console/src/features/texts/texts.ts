// The house's texts as administrators read, try out and change them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { texts as api } from "@/api/texts";
import type { BothWords, TextSlot, Texts, TextsPlace, TextsVersion, Wording } from "@/api/types";

export const HOUSE = "house";
export const PARTS = ["zh", "en"] as const;
export type Part = (typeof PARTS)[number];
export type Said = Record<string, Wording>;

export function useTexts(): UseQueryResult<Texts> {
  return useQuery({ queryKey: ["texts"], queryFn: ({ signal }) => api.all(signal) });
}

export function useTextsVersions(place: string): UseQueryResult<TextsVersion[]> {
  return useQuery({
    queryKey: ["texts-versions", place],
    queryFn: async ({ signal }) => (await api.versions(place, signal)).items,
  });
}

/** The place as it is now; a refusal leaves the latest on the screen as well. */
async function changed(place: string, doing: Promise<Texts>): Promise<TextsPlace> {
  try {
    const now = await doing;
    queries.setQueryData(["texts"], now);
    return now.places.find((one) => one.place === place)!;
  } catch (error) {
    void queries.invalidateQueries({ queryKey: ["texts"] });
    throw error;
  } finally {
    void queries.invalidateQueries({ queryKey: ["texts-versions", place] });
    void queries.invalidateQueries({ queryKey: ["webchats"] });
    void queries.invalidateQueries({ queryKey: ["surveys"] });
  }
}

export const saveTexts = (of: TextsPlace, own: Said): Promise<TextsPlace> =>
  changed(of.place, api.save(of.place, of.version, own));
export const restoreTexts = (of: TextsPlace, to: number): Promise<TextsPlace> =>
  changed(of.place, api.restore(of.place, to, of.version));

const first = (chosen: (Wording | undefined)[]): Wording => ({
  zh: chosen.find((one) => one?.zh.length)?.zh ?? [],
  en: chosen.find((one) => one?.en.length)?.en ?? [],
});

/** What a place would say had it nothing of its own: the house as shipped, a channel as the house. */
export function inherited(slots: TextSlot[], place: TextsPlace, house: TextsPlace): Said {
  const above = place.place === HOUSE ? {} : house.texts;
  return Object.fromEntries(slots.map((slot) => [slot.key, first([above[slot.key], slot.shipped])]));
}

/** What a place says, all of it. */
export function whole(place: TextsPlace, below: Said): Said {
  return Object.fromEntries(Object.entries(below).map(([key, said]) => [key, first([place.texts[key], said])]));
}

const lines = (given: string[]): string[] => given.map((one) => one.trim()).filter(Boolean);
const same = (one: string[], other: string[]): boolean => JSON.stringify(lines(one)) === JSON.stringify(lines(other));

export const isOwn = (said: Wording, below: Wording): boolean =>
  PARTS.some((part) => lines(said[part]).length > 0 && !same(said[part], below[part]));

/** Only what is said otherwise, as it is kept. */
export function ownOf(said: Said, below: Said): Said {
  const own: Said = {};
  for (const [key, one] of Object.entries(said)) {
    const under = below[key]!;
    const part = (name: Part): string[] => (same(one[name], under[name]) ? [] : one[name]);
    const kept = { zh: part("zh"), en: part("en") };
    if (isOwn(one, under)) own[key] = kept;
  }
  return own;
}

const VARIABLE = /\{\{\s*([\w.]+)\s*(?:\|([^{}|]*))?\}\}/g;

/** So many characters does a text take of its place. */
export const lengthOf = (text: string): number => text.trim().replace(VARIABLE, "").length;

export const filled = (text: string, values: Record<string, string>): string =>
  text.replace(VARIABLE, (_, name: string, or?: string) => values[name] ?? or ?? "");

/** What the chat's own scripts are told of texts that are not saved. */
export function chatTexts(slots: TextSlot[], said: Said, brand: BothWords): Record<string, BothWords> {
  const one = (key: string, part: Part): string =>
    (said[key]?.[part][0] ?? "").replace(/\{\{\s*brand\.name\s*(\|[^{}|]*)?\}\}/g, () => brand[part]);
  return Object.fromEntries(
    slots.filter(({ group }) => group !== "bot").map(({ key }) => [key, { zh: one(key, "zh"), en: one(key, "en") }]),
  );
}
