export { startOffers, useOffers } from "./data";
export { OfferStack } from "./parts/OfferStack";
