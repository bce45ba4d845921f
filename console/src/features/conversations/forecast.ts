// Whose customers will be asked how satisfied they are when conversations are closed.
import { useQuery } from "@tanstack/react-query";
import { surveys as api } from "@/api/surveys";
import type { SurveyForecast } from "@/api/types";

/** So many are asked about at once, as many as the server takes. */
const MOST = 200;

/** Undefined while it is not known, or cannot be: closing does not wait for it. */
export function useSurveyForecast(ids: string[]): SurveyForecast | undefined {
  return useQuery({
    queryKey: ["survey-forecast", ids],
    queryFn: ({ signal }) => api.forecast(ids, signal),
    enabled: ids.length > 0 && ids.length <= MOST,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  }).data;
}
