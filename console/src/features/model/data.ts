// The language model as the house set it up, and what it did.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { InfiniteData, UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import { model as api } from "@/api/model";
import type { TurnQuery } from "@/api/model";
import { queries } from "@/api/query";
import type {
  LanguageModel,
  LanguageModelChoices,
  LanguageModelDays,
  ModelTrace,
  ModelTried,
  ModelTurnPage,
} from "@/api/types";

const KEY = ["language-model"];

export function useLanguageModel(): UseQueryResult<LanguageModel> {
  return useQuery({ queryKey: [...KEY, "choices"], queryFn: ({ signal }) => api.read(signal) });
}

/** A refusal leaves what is so by now on the screen. */
export async function choose(choices: LanguageModelChoices, version: number): Promise<void> {
  queries.setQueryData([...KEY, "choices"], await api.choose(choices, version));
}

export async function ask(question: string, locale: "zh-CN" | "en"): Promise<ModelTried> {
  const tried = await api.try(question, locale);
  for (const what of ["turns", "days"]) void queries.invalidateQueries({ queryKey: [...KEY, what] });
  return tried;
}

export function useTurns(query: TurnQuery): UseInfiniteQueryResult<InfiniteData<ModelTurnPage, string>> {
  return useInfiniteQuery({
    queryKey: [...KEY, "turns", query],
    queryFn: ({ pageParam, signal }) => api.turns(query, pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: 5_000,
  });
}

/** A turn is never changed. */
export function useTrace(id: string | null): UseQueryResult<ModelTrace> {
  return useQuery({
    queryKey: [...KEY, "trace", id],
    queryFn: ({ signal }) => api.trace(id ?? "", signal),
    enabled: id !== null,
    staleTime: Infinity,
  });
}

export function useDays(last: number): UseQueryResult<LanguageModelDays> {
  return useQuery({ queryKey: [...KEY, "days", last], queryFn: ({ signal }) => api.days(last, signal) });
}

/** Money of fractions of a cent: "¥0.0034", "12.50 USD". */
export function price(amount: number, currency: string): string {
  const digits = amount !== 0 && amount < 0.1 ? 4 : 2;
  const plain = amount.toFixed(digits);
  return currency === "CNY" ? `¥${plain}` : `${plain} ${currency}`;
}
