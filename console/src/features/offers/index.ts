export { startOffers, useOffers } from "./data";
export { useSoundReady } from "./parts/alarm";
export { OfferStack } from "./parts/OfferStack";
