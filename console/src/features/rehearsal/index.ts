export { beginRehearsal } from "./data";
export { Rehearsal } from "./screens/Rehearsal";
