export { startOffers, useOffers } from "./data";
export { chime, useSoundReady } from "./parts/alarm";
export { OfferStack } from "./parts/OfferStack";
