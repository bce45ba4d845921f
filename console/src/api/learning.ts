// What outcomes have taught the router, and how far it may go by that.
import { call } from "./http";
import type { Learning, LearningMode } from "./types";

export interface LearningWish {
  version: number;
  mode: LearningMode;
  explore: number;
  hold_out: number;
}

export const learning = {
  shown: (signal: AbortSignal | undefined) => call<Learning>("GET", "/routing/learning", { signal }),
  change: (wish: LearningWish) => call<Learning>("PUT", "/routing/learning", { body: wish }),
};
