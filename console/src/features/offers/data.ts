import { offers as api } from "@/api/client";
import type { Offer, Row } from "@/api/types";
import { createStore, sayError, sayInfo, useStore } from "@/design";
import { t } from "@/i18n";
import { live } from "@/live";
import { apply, end, none } from "./state";
import type { Offers } from "./state";

export const offers = createStore<Offers>(none);

export function startOffers(): () => void {
  const stop = live.onFrame((frame) => {
    const mine = frame.t === "offer_ended" ? offers.get().open.find((offer) => offer.id === frame.offer_id) : undefined;
    offers.update((state) => apply(state, frame));
    if (mine !== undefined && frame.t === "offer_ended" && frame.how === "timed_out")
      sayInfo(t("offer.missed", { name: mine.conversation.customer.name }));
    if (mine !== undefined && frame.t === "offer_ended" && frame.how === "withdrawn")
      sayInfo(t("offer.withdrawn", { name: mine.conversation.customer.name }));
  });
  return () => {
    stop();
    offers.set(none);
  };
}

/** Accepts; the row when it is mine now, null when it was too late. */
export async function acceptOffer(offer: Offer): Promise<Row | null> {
  offers.update((state) => end(state, offer.id));
  try {
    return await api.accept(offer.id);
  } catch (error) {
    sayError(error);
    return null;
  }
}

export async function declineOffer(offer: Offer, reason: string): Promise<void> {
  offers.update((state) => end(state, offer.id));
  try {
    await api.decline(offer.id, reason);
  } catch (error) {
    sayError(error);
  }
}

export function useOffers(): Offers {
  return useStore(offers);
}
