export { setupChanged, useSetup } from "./data";
export { Checklist } from "./parts/Checklist";
export { Foot } from "./parts/Foot";
export { Frame } from "./parts/Frame";
export { Begin } from "./screens/Begin";
export { beside, firstLeft, isDone, stepsFor } from "./steps";
export type { Step } from "./steps";
