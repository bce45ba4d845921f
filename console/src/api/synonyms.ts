// A house's words that mean the same.
import { call } from "./http";
import type { SynonymLine, SynonymsPage } from "./types";

const AT = "/knowledge/synonyms";

export const synonyms = {
  list: (signal: AbortSignal | undefined) => call<SynonymsPage>("GET", AT, { signal }),
  make: (words: string[]) => call<SynonymLine>("POST", AT, { body: { words } }),
  change: (id: string, words: string[], version: number) =>
    call<SynonymLine>("PUT", `${AT}/${id}`, { body: { words, version } }),
  drop: (id: string, version: number) => call<null>("DELETE", `${AT}/${id}`, { query: { version: String(version) } }),
};
