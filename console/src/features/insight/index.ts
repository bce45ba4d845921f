export { Board } from "./screens/Board";
export { Floor } from "./screens/Floor";
export { Wall } from "./screens/Wall";
