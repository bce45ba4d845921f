export { Gaps as default } from "./screens/Gaps";
