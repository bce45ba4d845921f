export { Topics } from "./screens/Topics";
