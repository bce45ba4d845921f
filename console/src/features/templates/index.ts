export { TemplatePicker } from "./parts/TemplatePicker";
