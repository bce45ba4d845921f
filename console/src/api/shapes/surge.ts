interface Team {
  id: string;
  code: string;
  name: string;
  name_en: string;
}

/** An article by its name; `shown`: customers are answered from it now. */
export interface PinnedArticle {
  id: string;
  title: string;
  shown: boolean;
}

/** How demand stands against what was expected; `ratio` null: nothing is known yet. */
export interface Surge {
  on: boolean;
  since: string | null;
  by_hand: boolean;
  ratio: number | null;
  arrivals: number | null;
  expected: number | null;
  lending: boolean;
  pool_teams: Team[];
  wrap_up_seconds: number | null;
  /** what the AI and the web chat offer first now */
  pinned: PinnedArticle[];
  ai_first: boolean;
  /** who is to wait longer may leave a message instead; 0: as ever */
  message_minutes: number;
  /** who is to wait longer is offered a call-back; 0: nobody because of it */
  callback_minutes: number;
  /** what can wait is held back for so long at most; 0: nothing is */
  defer_minutes: number;
  /** so many are held back now */
  deferred: number;
  hold: "on" | "off" | null;
  hold_until: string | null;
}

export interface SurgePolicy {
  version: number;
  detect: boolean;
  alpha: number;
  least_arrivals: number;
  windows_to_begin: number;
  windows_to_end: number;
  end_ratio: number;
  share_above: number;
  share_until: number;
  pool_teams: string[];
  /** null: as ever */
  wrap_up_seconds: number | null;
  /** ids of articles */
  pinned: string[];
  /** the AI asks once more before it hands over for want of an answer */
  ai_first: boolean;
  /** 0: nobody is offered to leave a message instead of waiting because of it */
  message_minutes: number;
  /** 0: nobody is offered a call-back because of it */
  callback_minutes: number;
  /** what can wait is held back, for `defer_minutes` at most */
  defer: boolean;
  defer_minutes: number;
}

export interface SurgeRules {
  policy: SurgePolicy;
  /** who changed them last; empty: nobody by hand */
  by_name: string;
  at: string | null;
  teams: Team[];
  /** what the pinned articles are called */
  pinned: PinnedArticle[];
}

export interface SurgePreview {
  windows: number;
  known: number;
  surges: { since: string; until: string | null; peak: number }[];
}
