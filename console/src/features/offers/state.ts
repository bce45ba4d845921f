// Offers on my desk. Pure; an offer that has ended never comes back, whatever order frames arrive in.
import type { Frame, Offer } from "@/api/types";

export interface Offers {
  open: Offer[];
  ended: string[];
}

export const none: Offers = { open: [], ended: [] };

function sorted(offers: Offer[]): Offer[] {
  return [...offers].sort((a, b) => Date.parse(a.expires_at) - Date.parse(b.expires_at) || a.id.localeCompare(b.id));
}

export function end(state: Offers, id: string): Offers {
  return {
    open: state.open.filter((offer) => offer.id !== id),
    ended: state.ended.includes(id) ? state.ended : [...state.ended.slice(-99), id],
  };
}

export function apply(state: Offers, frame: Frame): Offers {
  switch (frame.t) {
    case "welcome":
      return { ...state, open: sorted(frame.offers.filter((offer) => !state.ended.includes(offer.id))) };
    case "offer":
      if (state.ended.includes(frame.offer.id)) return state;
      return { ...state, open: sorted([...state.open.filter((offer) => offer.id !== frame.offer.id), frame.offer]) };
    case "offer_ended":
      return end(state, frame.offer_id);
    default:
      return state;
  }
}

/** What is still worth showing at `now` (milliseconds). */
export function standing(state: Offers, now: number): Offer[] {
  return state.open.filter((offer) => Date.parse(offer.expires_at) > now - 1_000);
}
