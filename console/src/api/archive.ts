// What a house has set up: written to a file, read from one.
import { address, call } from "./http";
import type { ArchiveKind, ArchivePlan } from "./types";

const PATH = "/settings-archive";

export interface ArchiveBody {
  text: string;
  kinds: string[] | null;
  /** what was shown; without it nothing is written */
  digest?: string;
}

export const archive = {
  kinds: (signal: AbortSignal | undefined) =>
    call<{ items: ArchiveKind[] }>("GET", `${PATH}/kinds`, signal ? { signal } : {}),
  read: (body: ArchiveBody) => call<ArchivePlan>("POST", `${PATH}/import`, { body }),
  /** a kind is named once more for each */
  url: (kinds: string[]) => `${address(PATH)}?${new URLSearchParams(kinds.map((kind) => ["kinds", kind])).toString()}`,
};
