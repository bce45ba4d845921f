export { Learning } from "./screens/Learning";
