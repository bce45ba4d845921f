export {
  loadBootstrap,
  people,
  putAgentCard,
  setPresence,
  startPeople,
  useBootstrapTrouble,
  usePeople,
  useWrapUpCodes,
} from "./data";
export { Capacity, PresenceDot, PresenceMenu } from "./parts/PresenceMenu";
export { SkillLevels } from "./parts/SkillLevels";
export { givenWords, stateWords } from "./given";
export { me, teamOf } from "./state";
export type { People } from "./state";
