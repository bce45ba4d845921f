export { Channels as default } from "./screens/Channels";
export { ShownOnce } from "./parts/ShownOnce";
