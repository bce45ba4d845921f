export { startOffers, useOffers } from "./data";
export { AskNotices } from "./parts/AskNotices";
export { chime, notify, useSoundReady } from "./parts/alarm";
export { allowNotices, useMissed, useNoticesAsked } from "./parts/asking";
export { OfferStack } from "./parts/OfferStack";
