export { HouseTexts } from "./screens/HouseTexts";
