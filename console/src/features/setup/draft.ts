// What was typed of a house that is not there yet. It outlives a reload of this tab; a password does not.
export interface HouseDraft {
  at: "house" | "you";
  house: string;
  timezone: string;
  name: string;
  email: string;
}

const KEY = "qf.setup";
export const ZONES = Intl.supportedValuesOf("timeZone");

/** The zone of this machine, as long as it is one that has a place; else China's. */
export function ownZone(zone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  return ZONES.includes(zone) ? zone : "Asia/Shanghai";
}

export function readDraft(): HouseDraft {
  const fresh: HouseDraft = { at: "house", house: "", timezone: ownZone(), name: "", email: "" };
  try {
    return { ...fresh, ...(JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<HouseDraft>) };
  } catch {
    return fresh;
  }
}

export function keepDraft(draft: HouseDraft): void {
  sessionStorage.setItem(KEY, JSON.stringify(draft));
}

export function dropDraft(): void {
  sessionStorage.removeItem(KEY);
}
