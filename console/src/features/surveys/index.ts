export { Surveys } from "./screens/Surveys";
