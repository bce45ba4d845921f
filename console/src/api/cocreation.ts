// Rooms in which one answer is written together.
import type {
  Colleague,
  CocreationRules,
  RoomChangeIn,
  RoomHereIn,
  RoomHereOut,
  RoomIn,
  RoomMemberIn,
  RoomMessagesOut,
  RoomOut,
  RoomPartsOut,
  RoomPublishIn,
  RoomRulesIn,
  RoomsOut,
  RoomTimes,
} from "./generated";
import { call } from "./http";

export type {
  Colleague,
  CocreationRules,
  Here,
  Member,
  Room,
  RoomHereOut,
  RoomIn,
  RoomLine,
  RoomMessage,
  RoomOut,
  RoomPublishIn,
  RoomsOut,
  RoomSpan,
  RoomTimes,
  Text as RoomText,
} from "./generated";

type Signal = AbortSignal | undefined;
export type RoomsShown = "open" | "published" | "archived" | "all";
export type PartName = "title" | "questions" | "body" | "note";
const AT = "/cocreation/rooms";

export const cocreation = {
  list: (query: { shown: RoomsShown; q?: string; source_id?: string; cursor?: string }, signal?: Signal) =>
    call<RoomsOut>("GET", AT, { query, signal }),
  times: (signal?: Signal) => call<RoomTimes>("GET", "/cocreation/times", { signal }),
  rules: (signal?: Signal) => call<CocreationRules>("GET", "/cocreation/rules", { signal }),
  setRules: (body: RoomRulesIn) => call<CocreationRules>("PUT", "/cocreation/rules", { body }),
  colleagues: (q: string, signal?: Signal) =>
    call<{ items: Colleague[] }>("GET", "/cocreation/colleagues", { query: { q }, signal }),
  open: (body: RoomIn) => call<RoomOut>("POST", AT, { body }),
  read: (id: string, signal?: Signal) => call<RoomOut>("GET", `${AT}/${id}`, { signal }),
  change: (id: string, body: RoomChangeIn) => call<RoomOut>("PUT", `${AT}/${id}`, { body }),
  join: (id: string) => call<RoomOut>("POST", `${AT}/${id}/join`),
  setMember: (id: string, user: string, body: RoomMemberIn) =>
    call<RoomOut>("PUT", `${AT}/${id}/members/${user}`, { body }),
  dropMember: (id: string, user: string) => call<RoomOut>("DELETE", `${AT}/${id}/members/${user}`),
  write: (id: string, part: PartName, version: number, text: string) =>
    call<RoomOut>("PUT", `${AT}/${id}/parts/${part}`, { body: { version, text } }),
  versions: (id: string, part: PartName, signal?: Signal) =>
    call<RoomPartsOut>("GET", `${AT}/${id}/parts/${part}`, { signal }),
  sayYes: (id: string, draft_version: number, yes: boolean) =>
    call<RoomOut>("PUT", `${AT}/${id}/yes`, { body: { draft_version, yes } }),
  say: (id: string, text: string, mentions: string[]) =>
    call<RoomOut>("POST", `${AT}/${id}/messages`, { body: { text, mentions } }),
  messages: (id: string, cursor: string, signal?: Signal) =>
    call<RoomMessagesOut>("GET", `${AT}/${id}/messages`, { query: { cursor }, signal }),
  publish: (id: string, body: RoomPublishIn) => call<RoomOut>("POST", `${AT}/${id}/publish`, { body }),
  pin: (id: string, hours: number) => call<RoomOut>("PUT", `${AT}/${id}/pin`, { body: { hours } }),
  archive: (id: string, archived: boolean) => call<RoomOut>("PUT", `${AT}/${id}/archived`, { body: { archived } }),
  here: (id: string, body: RoomHereIn) => call<RoomHereOut>("POST", `${AT}/${id}/here`, { body }),
};
