// What a channel told about the visit, sorted for reading. Pure; the shape is the channel's own, so nothing is trusted.
export interface Visit {
  page: { url: string; title: string } | null;
  referrer: string;
  facts: { key: string; value: string }[];
}

const MOST = 12;
const LONGEST = 200;

function text(value: unknown): string {
  if (typeof value === "string") return value.trim();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return value === null || value === undefined ? "" : JSON.stringify(value);
}

/** Only addresses a browser may open safely; anything else is no page. */
export function webAddress(value: unknown): string {
  const found = text(value);
  return /^https?:\/\/[^\s]+$/i.test(found) ? found : "";
}

/** `context.page` as an object {url, title, referrer}, or as an address with the rest beside it. */
export function visitOf(context: Record<string, unknown>): Visit {
  // What was done on the self-service page is told by a line of the thread.
  const { page, help: _told, ...rest } = context;
  const inner = typeof page === "object" && page !== null ? (page as Record<string, unknown>) : { ...rest, url: page };
  const url = webAddress(inner.url);
  const title = text(inner.title);
  const seen = new Set(["title", "referrer"]);
  return {
    page: url === "" ? null : { url, title: title || url.replace(/^https?:\/\//i, "") },
    referrer: webAddress(inner.referrer),
    // A page that is no web address (a screen of an app) is a fact like the others.
    facts: Object.entries(url === "" ? { page, ...rest } : rest)
      .filter(([key]) => url === "" || !seen.has(key))
      .map(([key, value]) => ({ key, value: text(value).slice(0, LONGEST) }))
      .filter((fact) => fact.value !== "")
      .slice(0, MOST),
  };
}

/** "https://www.zhixia.com/list?x=1" → "www.zhixia.com" */
export function hostOf(address: string): string {
  return /^https?:\/\/([^/?#]+)/i.exec(address)?.[1] ?? address;
}
