export { startOffers, useOffers } from "./data";
export { chime, notify, useSoundReady } from "./parts/alarm";
export { OfferStack } from "./parts/OfferStack";
