import { call } from "./http";
import type { Presence } from "./types";

export const absence = {
  /** I am at my desk again; the state that holds now, whichever that is. */
  back: () => call<Presence>("POST", "/presence/back"),
};
