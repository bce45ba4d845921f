// Simulations of what would happen if.
import { call } from "./http";
import type { WhatIfDraft, WhatIfStudy, WhatIfs } from "./types";

const AT = "/insight/what-ifs";

export const whatIfs = {
  list: (signal: AbortSignal | undefined) => call<WhatIfs>("GET", AT, { signal }),
  one: (id: string, signal: AbortSignal | undefined) => call<WhatIfStudy>("GET", `${AT}/${id}`, { signal }),
  ask: (body: WhatIfDraft) => call<WhatIfStudy>("POST", AT, { body }),
  change: (id: string, body: { name?: string; kept?: boolean }) => call<WhatIfStudy>("PATCH", `${AT}/${id}`, { body }),
  cancel: (id: string) => call<WhatIfStudy>("POST", `${AT}/${id}/cancel`, { body: {} }),
  drop: (id: string) => call<void>("DELETE", `${AT}/${id}`),
};
