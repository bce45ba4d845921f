export { Board } from "./screens/Board";
export { Wall } from "./screens/Wall";
