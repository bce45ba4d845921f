export { ConversationIntent } from "./parts/ConversationIntent";
export { Intents } from "./screens/Intents";
