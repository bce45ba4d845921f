// Topics as editors read, name, put away and join them.
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { queries } from "@/api/query";
import { topics as api } from "@/api/topics";
import type { ExamplesAdded, IntentsPage, Topic, TopicsPage } from "@/api/types";
import { intents } from "@/api/understanding";

const KEY = ["topics"];
const ANEW_MS = 60_000;

export function useTopics(hidden: boolean): UseQueryResult<TopicsPage> {
  return useQuery({
    queryKey: [...KEY, hidden],
    queryFn: ({ signal }) => api.list(hidden, signal),
    refetchInterval: ANEW_MS,
  });
}

export function useIntentChoices(): UseQueryResult<IntentsPage> {
  return useQuery({ queryKey: ["intents", "all"], queryFn: ({ signal }) => intents.list(signal) });
}

/** Whatever comes of it, the list is asked anew. */
async function after<T>(doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } finally {
    await queries.invalidateQueries({ queryKey: KEY });
  }
}

export const rename = (one: Topic, name: string): Promise<TopicsPage> =>
  after(api.change(one.id, one.version, { name }));
export const putAway = (one: Topic, hidden: boolean): Promise<TopicsPage> =>
  after(api.change(one.id, one.version, { hidden }));
export const join = (one: Topic, intent: string): Promise<ExamplesAdded> =>
  after(api.merge(one.id, one.version, intent));

/** The line of a small chart, `width` by `height`, from counts; the highest touches the top. */
export function sparkline(counts: number[], width: number, height: number): string {
  const most = Math.max(1, ...counts);
  const step = counts.length > 1 ? width / (counts.length - 1) : 0;
  return counts.map((n, at) => `${(at * step).toFixed(1)},${(height - (n / most) * height).toFixed(1)}`).join(" ");
}
