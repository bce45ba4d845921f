/** What the script on the page and the chat it loads know of each other. Types only. */
import type { Client } from "../core/client";
import type { Lang } from "../i18n/lang";

/** Handed to the chat when it is loaded. */
export interface Door {
  c: Client;
  /** what the visitor reads, once the configuration has said what is offered */
  lang(): Lang;
  /** "https://host" of the server */
  origin: string;
  /** fills the window, has no launcher and cannot be closed */
  page: boolean;
  /** where to draw */
  into: HTMLElement;
  style(css: string): void;
  close(): void;
}

/** What the page's script may ask of the chat. */
export interface Screen {
  show(open: boolean): void;
  draw(): void;
  key(e: KeyboardEvent, active: Element | null): void;
}

/** The script element carries the hand-over, so that nothing is left on `window`. */
export interface ChatScript extends HTMLScriptElement {
  qf?: (start: (door: Door) => Screen) => void;
}
