export { askSession, can, roleWord, sessionNow, signOut, useDoor, useSession } from "./data";
export { SignIn } from "./screens/SignIn";
export { Welcome } from "./screens/Welcome";
