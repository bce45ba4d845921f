import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { learning as api } from "@/api/learning";
import type { LearningWish } from "@/api/learning";
import { queries } from "@/api/query";
import type { Learning } from "@/api/types";

const KEY = ["learning"];

export function useLearning(): UseQueryResult<Learning> {
  return useQuery({ queryKey: KEY, queryFn: ({ signal }) => api.shown(signal) });
}

/** A refusal leaves what is so by now on the screen. */
export async function changeLearning(wish: LearningWish): Promise<void> {
  try {
    queries.setQueryData(KEY, await api.change(wish));
  } catch (error) {
    void queries.invalidateQueries({ queryKey: KEY });
    throw error;
  }
}

/** A share in per cent, with one digit. */
export const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** A difference of shares in percentage points, with its sign: "+1.8", "−0.4". */
export function points(apart: number): string {
  const size = Math.abs(apart * 100).toFixed(1);
  return size === "0.0" ? "0" : `${apart < 0 ? "−" : "+"}${size}`;
}
