export { Why } from "./parts/Why";
export { Synonyms } from "./screens/Synonyms";
