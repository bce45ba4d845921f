import type { Session } from "@/api/types";
import { tCode } from "@/i18n";
import { can } from "./data";

export interface Section {
  key: string;
  group: "own" | "people" | "service" | "house";
  /** null: everybody has it */
  needs: string | null;
}

/** What can be set, in the order of the settings' own list. */
const SECTIONS: readonly Section[] = [
  { key: "account", group: "own", needs: null },
  { key: "macros", group: "own", needs: "desk.use" },
  { key: "templates", group: "own", needs: "knowledge.read" },
  { key: "users", group: "people", needs: "users.manage" },
  { key: "roles", group: "people", needs: "users.manage" },
  { key: "groups", group: "people", needs: "users.manage" },
  { key: "queues", group: "service", needs: "routing.manage" },
  { key: "surge", group: "service", needs: "routing.manage" },
  { key: "learning", group: "service", needs: "routing.manage" },
  { key: "intents", group: "service", needs: "intents.read" },
  { key: "synonyms", group: "service", needs: "knowledge.write" },
  { key: "hours", group: "service", needs: "routing.manage" },
  { key: "tags", group: "service", needs: "service.manage" },
  { key: "reasons", group: "service", needs: "service.manage" },
  { key: "surveys", group: "service", needs: "service.manage" },
  { key: "texts", group: "service", needs: "service.manage" },
  { key: "breaks", group: "service", needs: "service.manage" },
  { key: "articles", group: "service", needs: "service.manage" },
  { key: "sso", group: "house", needs: "users.manage" },
  { key: "tokens", group: "house", needs: "users.manage" },
  { key: "archive", group: "house", needs: "service.manage" },
  { key: "conversation_files", group: "house", needs: "conversations.export" },
  { key: "customer_files", group: "house", needs: "customers.bulk" },
  { key: "privacy", group: "house", needs: "privacy.manage" },
  { key: "audit", group: "house", needs: "users.manage" },
];

/** Those that somebody may see. */
export function sectionsFor(session: Session): Section[] {
  return SECTIONS.filter(({ needs }) => needs === null || can(session, needs));
}

export function sectionWord(key: string): string {
  return tCode("settings", key);
}
