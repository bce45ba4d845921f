export { Board } from "./screens/Board";
