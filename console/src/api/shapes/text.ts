import type { Seen } from "./webchat";

/** Of several wordings one is taken by chance. None in a language: as the place after it says there. */
export interface Wording {
  zh: string[];
  en: string[];
}

/** One sentence of the house. `max_zh` and `max_en`: characters without variables; `most`: so many wordings. */
export interface TextSlot {
  key: string;
  group: string;
  room: string;
  max_zh: number;
  max_en: number;
  variables: string[];
  most: number;
  shipped: Wording;
}

/** The house or a channel. `texts`: only what it says otherwise. */
export interface TextsPlace {
  place: string;
  kind: "house" | "webchat" | "open";
  name: string;
  version: number;
  texts: Record<string, Wording>;
  seen: Seen;
}

export interface Texts {
  slots: TextSlot[];
  places: TextsPlace[];
}

export interface TextsVersion {
  version: number;
  texts: Record<string, Wording>;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}
