// Messages in the reader's language: asked for one by one, kept while the page is open.
import { translateMessage } from "@/api/translations";
import type { Message, Translation } from "@/api/types";
import { createStore, sayError, useStore } from "@/design";
import { locale } from "@/i18n";

type Found = Translation | "asking";
const found = createStore<Record<string, Found>>({});

const keyOf = (message: Message): string => `${message.id} ${locale()}`;

/** What there is of a message in the language of the screen. */
export function translationOf(message: Message): Found | undefined {
  return found.get()[keyOf(message)];
}

export function useTranslation(message: Message): Found | undefined {
  return useStore(found, (all) => all[keyOf(message)]);
}

function forget(key: string): void {
  found.update((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== key)));
}

/** Ask for it; asked once more, it is put away. */
export function toggleTranslation(message: Message): void {
  const key = keyOf(message);
  if (found.get()[key] === "asking") return;
  if (found.get()[key] !== undefined) return forget(key);
  found.update((all) => ({ ...all, [key]: "asking" }));
  translateMessage(message.conversation_id, message.id, locale())
    .then((translation) => found.update((all) => ({ ...all, [key]: translation })))
    .catch((error: unknown) => {
      forget(key);
      sayError(error);
    });
}
