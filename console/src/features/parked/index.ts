export { Parked as default } from "./screens/Parked";
