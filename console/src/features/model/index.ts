export { ConversationTurns } from "./parts/ConversationTurns";
export { LanguageModel } from "./screens/LanguageModel";
