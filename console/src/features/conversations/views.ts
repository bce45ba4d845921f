// Views that are kept: fetched with their counts, and changed.
import { useQuery } from "@tanstack/react-query";
import { views as api } from "@/api/client";
import type { ViewBody } from "@/api/client";
import { queries } from "@/api/query";
import type { SavedView } from "@/api/types";

const KEY = ["views"];
const EVERY_MS = 30_000;
const NONE: SavedView[] = [];

/** My views and the shared ones; their counts are asked again every half minute while somebody looks. */
export function useViews(): SavedView[] {
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.list(signal), refetchInterval: EVERY_MS });
  return data?.items ?? NONE;
}

async function told(view: SavedView): Promise<SavedView> {
  await queries.invalidateQueries({ queryKey: KEY });
  return view;
}

export const keepView = async (body: ViewBody): Promise<SavedView> => told(await api.keep(body));

export const changeView = async (id: string, body: Partial<ViewBody>): Promise<SavedView> =>
  told(await api.change(id, body));

export async function dropView(id: string): Promise<void> {
  await api.drop(id);
  await queries.invalidateQueries({ queryKey: KEY });
}
