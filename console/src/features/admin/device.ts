// What a browser calls itself, as people would say it.
const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, "WeChat"],
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\//, "Opera"],
  [/(Firefox|FxiOS)\//, "Firefox"],
  [/(Chrome|CriOS|Chromium)\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: [RegExp, string][] = [
  [/iPhone|iPad/, "iOS"],
  [/OpenHarmony|HarmonyOS/, "HarmonyOS"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

function first(table: [RegExp, string][], agent: string): string | undefined {
  return table.find(([pattern]) => pattern.test(agent))?.[1];
}

/** "Firefox · Linux"; null when nothing of it is known. */
export function deviceOf(agent: string): string | null {
  const known = [first(BROWSERS, agent), first(SYSTEMS, agent)].filter((word) => word !== undefined);
  return known.length > 0 ? known.join(" · ") : null;
}

export function isHandheld(agent: string): boolean {
  return /Mobile|iPhone|iPad|Android/.test(agent);
}
