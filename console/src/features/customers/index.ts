export { CustomerPanel } from "./parts/CustomerPanel";
