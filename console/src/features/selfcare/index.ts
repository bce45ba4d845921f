export { SelfService } from "./screens/SelfService";
