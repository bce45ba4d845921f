export interface BothWords {
  zh: string;
  en: string;
}

export type ChatLanguage = "zh-CN" | "en";

/** All that is chosen of one web chat. Offsets in pixels; `sites`: the pages that may hold it, empty for any. */
export interface Look {
  name: string;
  /** id of the uploaded picture */
  logo: string | null;
  color: string;
  corner: "right" | "left";
  offset_x: number;
  offset_y: number;
  launcher: BothWords;
  theme: "auto" | "light" | "dark";
  languages: ChatLanguage[];
  questions: { zh: string[]; en: string[] };
  sites: string[];
  hide_on_phone: boolean;
}

export interface WebChat {
  id: string;
  name: string;
  /** stands in the script tag */
  key: string;
  enabled: boolean;
  look: Look;
  /** 0 while nobody has chosen how it looks */
  version: number;
  logo_url: string | null;
  /** what it says by itself; they are chosen under the house's texts */
  texts: Record<string, BothWords>;
}

/** What a preview of a place needs besides what is being changed. `brand`: what the variable brand.name is. */
export interface Seen {
  name: string;
  color: string;
  logo_url: string | null;
  brand: BothWords;
  texts: Record<string, BothWords>;
}

export interface LookVersion {
  version: number;
  look: Look;
  by_name: string;
  at: string;
  restored: number | null;
  changed: string[];
}
