export { CustomerPanel } from "./parts/CustomerPanel";
export { Section } from "./parts/Section";
