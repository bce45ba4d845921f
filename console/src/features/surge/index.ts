export { ArticlePicker } from "./ArticlePicker";
