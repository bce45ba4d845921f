export { CustomerPrivacy } from "./parts/CustomerPrivacy";
export { Privacy } from "./screens/Privacy";
