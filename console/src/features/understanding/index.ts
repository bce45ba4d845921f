import { lazy } from "react";

export { ConversationIntent } from "./parts/ConversationIntent";
/** The desk shows what a conversation is about; it need not load the room where that is taught. */
export const Intents = lazy(async () => ({ default: (await import("./screens/Intents")).Intents }));
