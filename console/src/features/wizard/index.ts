export { Wizard as default } from "./screens/Wizard";
