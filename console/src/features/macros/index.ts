export { dropMacro, saveMacro, useMacros, useTemplates } from "./data";
export { RunMacro } from "./parts/RunMacro";
export { Named, Steps, useNames } from "./parts/Steps";
export { askMacro, useAskedMacro } from "./asked";
export { ENDINGS, KINDS, PRIORITIES, detailOf, kindWord, priorityWord } from "./words";
export type { Kind } from "./words";
