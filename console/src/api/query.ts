import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./http";

/** One cache for everything that is fetched and not streamed. Refusals are final; only passing faults are tried again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && (!(error instanceof ApiError) || error.passing),
    },
  },
});
