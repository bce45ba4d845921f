// What the browser has to allow before an offer can be heard or seen from elsewhere. It is asked for the first time
// something would have needed it, not when the page opens.
import { createStore, sayInfo, useStore } from "@/design";
import { t } from "@/i18n";

export type Needed = "sound" | "notices";

const needed = createStore<Record<Needed, boolean>>({ sound: false, notices: false });
/** How often the browser has answered. */
const answers = createStore(0);

/** Something was to be heard or shown just now, and the browser does not let us yet. */
export function missed(what: Needed): void {
  if (!needed.get()[what]) needed.update((known) => ({ ...known, [what]: true }));
}

export function useMissed(what: Needed): boolean {
  return useStore(needed, (state) => state[what]);
}

/** What the browser has answered; `default`: it was not asked. */
export function useNoticesAsked(): NotificationPermission {
  useStore(answers);
  return "Notification" in window ? Notification.permission : "denied";
}

/** In answer to a click. */
export function allowNotices(): void {
  void Notification.requestPermission().then((answer) => {
    answers.update((count) => count + 1);
    if (answer === "denied") sayInfo(t("user.notices_denied"));
  });
}
