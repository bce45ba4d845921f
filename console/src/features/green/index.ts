export { GreenBar } from "./parts/GreenBar";
export { GreenList } from "./parts/GreenList";
