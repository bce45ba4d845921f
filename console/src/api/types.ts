// The shapes of the console's HTTP and socket contract. Times are RFC 3339 UTC strings, ids UUID strings.
export type * from "./shapes/message";
export type * from "./shapes/people";
export type * from "./shapes/conversation";
export type * from "./shapes/customer";
export type * from "./shapes/search";
export type * from "./shapes/view";
export type * from "./shapes/notice";
export type * from "./shapes/macro";
export type * from "./shapes/admin";
export type * from "./shapes/accounts";
export type * from "./shapes/queue";
export type * from "./shapes/hours";
export type * from "./shapes/tokens";
export type * from "./shapes/sso";
export type * from "./shapes/privacy";
export type * from "./shapes/frame";
export type * from "./shapes/insight";
