export { changeWebChat, formOf as lookFormOf, lookOf, makeWebChat, placeOf, saveLook, useWebChats } from "./looks";
export type { LookForm } from "./looks";
export { ColourField } from "./parts/ColourField";
export { NameField } from "./parts/LookFields";
export { ShownOnce } from "./parts/ShownOnce";
export { Snippet } from "./parts/Snippet";
export { Channels as default } from "./screens/Channels";
