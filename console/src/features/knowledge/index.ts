export { Knowledge as default } from "./screens/Knowledge";
