export { askSession, can, roleWord, sessionNow, signOut, useDoor, useSession } from "./data";
export { sectionsFor, sectionWord } from "./sections";
export type { Section } from "./sections";
export { SignIn } from "./screens/SignIn";
export { Welcome } from "./screens/Welcome";
