export {
  loadBootstrap,
  people,
  setPresence,
  startPeople,
  useBootstrapTrouble,
  usePeople,
  useWrapUpCodes,
} from "./data";
export { Capacity, PresenceDot, PresenceMenu } from "./parts/PresenceMenu";
export { me, teamOf } from "./state";
export type { People } from "./state";
