export { useTags } from "./actions";
export { startConversations, useConversations } from "./data";
export { sweepDrafts } from "./drafts";
export { recoverOutbox } from "./outbox";
export { About } from "./parts/about/About";
export { ListPane, viewWord } from "./parts/list/ListPane";
export { ThreadPane } from "./parts/thread/ThreadPane";
export { keyOf, orderOf } from "./rows";
