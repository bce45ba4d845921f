export { Board } from "./screens/Board";
export { BotBoard } from "./screens/BotBoard";
export { AlertHistory } from "./screens/AlertHistory";
export { Display } from "./screens/Display";
export { Places } from "./parts/Places";
export { Floor } from "./screens/Floor";
export { Wall } from "./screens/Wall";
export { WhatIf } from "./screens/WhatIf";
