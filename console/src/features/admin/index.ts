export { MustEnrol } from "./screens/MustEnrol";
export { Settings as default } from "./screens/Settings";
