export { askSession, can, sessionNow, signOut, useDoor, useSession } from "./data";
export { SignIn } from "./screens/SignIn";
export { Welcome } from "./screens/Welcome";
