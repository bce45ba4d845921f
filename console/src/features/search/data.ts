import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { customers, search as api } from "@/api/client";
import type { CustomerRow, Found, SearchPage, View } from "@/api/types";
import { go, sayError, sayInfo } from "@/design";
import { t } from "@/i18n";
import { queryOf } from "./asked";
import type { Asked } from "./asked";

/** What is found; while the next words are looked for, what the last ones found stays. No words find nothing. */
export function useSearch(asked: Asked): UseQueryResult<SearchPage> {
  return useQuery({
    queryKey: ["search", asked],
    queryFn: ({ signal }) => api(queryOf(asked), signal),
    enabled: asked.q !== "",
    placeholderData: (before) => before,
  });
}

/** Where a conversation found is opened: at the message that was meant. */
export function placeOf({ row, hit }: Found): string {
  const view: View = row.phase === "closed" ? "closed" : "all";
  return `/desk/${row.id}?view=${view}&at=${hit.seq}`;
}

/** Opens what was last talked about with a customer. */
export async function openCustomer(row: CustomerRow): Promise<void> {
  try {
    const [latest] = (await customers.read(row.id)).conversations;
    if (latest === undefined) sayInfo(t("search.no_conversation", { name: row.name }));
    else go(`/desk/${latest.id}?view=${latest.phase === "closed" ? "closed" : "all"}`);
  } catch (error) {
    sayError(error);
  }
}
