export { OpenDialog, OpenRoom, OpenRoomHere } from "./parts/OpenRoom";
export { Cocreation as default } from "./screens/Cocreation";
