export { Channels as default } from "./screens/Channels";
