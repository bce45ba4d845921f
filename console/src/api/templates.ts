// The library of templates: looked after, exported, imported.
import { address, call } from "./http";
import type { LibraryTemplate, Pack, TemplateLibrary } from "./types";

export interface TemplateBody {
  title: string;
  title_en: string;
  category: string;
  category_en: string;
  body: string;
  body_en: string | null;
  shortcut: string;
  scope: LibraryTemplate["scope"];
  team_id: string | null;
  version?: number;
}

export interface PackBody {
  format: "json" | "csv";
  text: string;
  /** what was shown; without it nothing is written */
  digest?: string;
}

const PATH = "/template-library";

export const library = {
  list: (signal: AbortSignal | undefined) => call<TemplateLibrary>("GET", PATH, { signal }),
  make: (body: TemplateBody) => call<LibraryTemplate>("POST", PATH, { body }),
  change: (id: string, body: TemplateBody) => call<LibraryTemplate>("PUT", `${PATH}/${id}`, { body }),
  drop: (id: string) => call<void>("DELETE", `${PATH}/${id}`),
  pack: (body: PackBody) => call<Pack>("POST", `${PATH}/import`, { body }),
  exportUrl: (format: "json" | "csv") => address(`${PATH}/export`, { format }),
};
