export { Desk } from "./screens/Desk";
