export {
  loadBootstrap,
  people,
  putAgentCard,
  setPresence,
  startPeople,
  useBootstrapTrouble,
  useCodesRequired,
  usePeople,
  useReasons,
  useWrapUpCodes,
} from "./data";
export { AwayBar } from "./parts/AwayBar";
export { SignedOffBar } from "./parts/SignedOffBar";
export { Capacity, PresenceDot, PresenceMenu } from "./parts/PresenceMenu";
export { SkillLevels } from "./parts/SkillLevels";
export { givenWords, lookOf, stateWord, stateWords } from "./given";
export { me, offered, teamOf } from "./state";
export type { People } from "./state";
