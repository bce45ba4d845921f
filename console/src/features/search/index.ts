export { nothing } from "./asked";
export { openCustomer, placeOf, useSearch } from "./data";
export { Marked } from "./parts/Marked";
export { Search as default } from "./screens/Search";
