import type { BothWords, Seen } from "./webchat";

/** A score is 1 to 5 on each; for `yes_no` yes is 5 and no is 1. */
export type SurveyScale = "stars" | "faces" | "yes_no";

/** A reason and the scores it is offered for. An empty code: new. */
export interface SurveyReason extends BothWords {
  code: string;
  scores: number[];
}

/** What a customer is asked when a talk is over. `quiet_days` 0: every time. */
export interface Survey {
  scale: SurveyScale;
  question: BothWords;
  reasons: SurveyReason[];
  comment: boolean;
  after_agent: boolean;
  after_bot: boolean;
  delay_minutes: number;
  quiet_days: number;
  open_hours: number;
}

/** The house, a queue or a channel. `survey`: null where it asks as the house does. */
export interface SurveyPlace {
  place: string;
  kind: "house" | "queue" | "channel";
  name_zh: string;
  name_en: string;
  survey: Survey | null;
  /** 0 while nobody has chosen */
  version: number;
  seen: Seen;
}

export interface SurveyVersion {
  version: number;
  survey: Survey | null;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}

/** What a customer answered, in the words of what they were asked. */
export interface AnsweredSurvey {
  score: number;
  reasons: SurveyReason[];
  comment: string;
  scale: SurveyScale;
  question: BothWords;
}

/** Whose customers would be asked were some conversations closed now; `quiet`: they were asked within `days`. */
export interface SurveyForecast {
  asked: number;
  not_asked: { why: "off" | "quiet" | "already"; days: number | null; count: number }[];
}
