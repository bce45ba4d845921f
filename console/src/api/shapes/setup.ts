import type { Phase } from "./conversation";

/** The web chat that began last. */
export interface LatestChat {
  conversation_id: string;
  customer: string;
  /** what the customer wrote last */
  said: string;
  phase: Phase;
  agent: string | null;
  /** an agent has written in it */
  answered: boolean;
}

/** How far a house has been set up, told by what is there. */
export interface SetupProgress {
  /** of whoever asks */
  second_factor: boolean;
  people: boolean;
  hours: boolean;
  queue: boolean;
  chat: boolean;
  latest: LatestChat | null;
  article: boolean;
  timezone: string;
  dismissed: boolean;
  /** what is left is shown among the settings */
  listed: boolean;
}

/** The house as its first administrator names it, and how they will sign in. */
export interface HouseBody {
  house: string;
  locale: "zh-CN" | "en";
  timezone: string;
  name: string;
  email: string;
  password: string;
}
