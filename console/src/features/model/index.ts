import { lazy } from "react";

export { ConversationTurns } from "./parts/ConversationTurns";
/** Loaded when it is looked at: the desk shows only how answers came about. */
export const LanguageModel = lazy(async () => ({ default: (await import("./screens/LanguageModel")).LanguageModel }));
