export type Lang = "zh-CN" | "en";

/** "auto" and unknown values follow the browser. */
export function pickLang(wanted: string | undefined, browser: string): Lang {
  const l = wanted && wanted !== "auto" ? wanted : browser;
  return /^zh/i.test(l) ? "zh-CN" : "en";
}
