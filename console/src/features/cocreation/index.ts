export { OpenRoom } from "./parts/OpenRoom";
export { Cocreation as default } from "./screens/Cocreation";
