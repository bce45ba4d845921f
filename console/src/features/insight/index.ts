export { Board } from "./screens/Board";
export { AlertHistory } from "./screens/AlertHistory";
export { Floor } from "./screens/Floor";
export { Wall } from "./screens/Wall";
