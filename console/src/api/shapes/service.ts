import type * as Server from "../generated";

export type TagTone = "" | "watch" | "risk" | "good";

/** Tags that may be given, and what the colour of a tag says, of those that are given no more too. */
export interface OfferedTags {
  items: string[];
  tones: Record<string, string>;
}

/** A tag as administrators keep it. */
export type KeptTag = Server.KeptTag;
export type KeptReason = Required<Server.Reason>;
export type BreakReason = Required<Server.BreakReason>;

/** `uses`: conversations of the last ninety days by code. */
export interface ReasonList {
  version: string;
  items: KeptReason[];
  uses: Record<string, number>;
}

export interface ReasonLists {
  wrap_up: ReasonList;
  close: ReasonList;
  decline: ReasonList;
  breaks: { version: string; items: BreakReason[] };
}

export type LibraryTemplate = Server.LibraryTemplate;
export type TemplateLibrary = Server.Library;
export type Pack = Server.PackOut;
