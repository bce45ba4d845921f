export { Flows as default } from "./screens/Flows";
