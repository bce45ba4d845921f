export type WhatIfState = "waiting" | "running" | "done" | "failed" | "cancelled";
export type WhatIfPolicy = "production" | "longest_idle" | "priority" | "round_robin";

/** What is otherwise in a variant: factors; shares; seconds. `contains` null: as it is. */
export interface WhatIfVariant {
  name: string;
  demand: number;
  agents: number;
  handling: number;
  patience: number;
  contains: number | null;
  ring_seconds: number | null;
  policy: WhatIfPolicy;
}

/** `family` null: the house itself, as its last weeks were. */
export interface WhatIfDraft {
  name: string;
  weeks: number;
  weekdays: number[];
  family: string | null;
  load: number;
  event: { code: string; at: number } | null;
  variants: WhatIfVariant[];
  replications: number;
}

export interface WhatIfEntry {
  id: string;
  name: string;
  state: WhatIfState;
  draft: WhatIfDraft;
  done: number;
  total: number;
  /** why there is no answer, a code */
  error: string | null;
  error_field: string | null;
  asked_by_name: string;
  asked_at: string;
  ended_at: string | null;
  /** null: kept for good */
  expires_at: string | null;
}

/** A mean over replications and half its 95 % interval. */
export interface WhatIfFigure {
  mean: number | null;
  half: number | null;
}

/** An interval of the simulated day. */
export interface WhatIfMoment {
  /** seconds since the day's opening */
  start: number;
  queued: number | null;
  service_level: number | null;
  abandonment: number | null;
  mean_wait: number | null;
  occupancy: number | null;
  staff: number | null;
}

export interface WhatIfRan {
  name: string;
  figures: Record<string, WhatIfFigure>;
  by_class: Record<string, Record<string, WhatIfFigure>>;
  /** to the first variant, over the same customers */
  differences: Record<string, WhatIfFigure>;
  profile: WhatIfMoment[];
}

export interface WhatIfAnswer {
  replications: number;
  /** false: the time was up before all replications were done */
  whole: boolean;
  day_hours: number;
  opening_hour: number;
  classes: { code: string; zh: string; en: string }[];
  variants: WhatIfRan[];
}

/** What the house's own world was made of. */
export interface HouseSeen {
  since: string;
  until: string;
  days: number;
  /** on so many of them somebody was ready */
  staffed_days: number;
  contacts: number;
  unstaffed: number;
  classes: {
    code: string;
    zh: string;
    en: string;
    channel: string;
    waited: number;
    left: number;
    answered: number;
    answer_seconds: number;
    handled: number;
    handle: number;
    contained: number;
    per_hour: number[];
  }[];
  groups: { code: string; count: number; staffing: number[][] }[];
}

export interface WhatIfStudy extends WhatIfEntry {
  seen: HouseSeen | null;
  answer: WhatIfAnswer | null;
}

export interface WhatIfLibrary {
  families: { code: string; zh: string; en: string; loads: number[]; day_hours: number }[];
  events: {
    code: string;
    zh: string;
    en: string;
    about_zh: string;
    about_en: string;
    hours: number;
    overall: number;
  }[];
}

export interface WhatIfs {
  items: WhatIfEntry[];
  library: WhatIfLibrary;
  at_once: number;
  days: number;
}
