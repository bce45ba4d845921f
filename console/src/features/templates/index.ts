export { useTemplates } from "./data";
export { TemplatePicker } from "./parts/TemplatePicker";
