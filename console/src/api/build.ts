// Which build of the console the server hands out now.

const ENTRY = /assets\/index-[\w-]+\.js/;

function entryIn(html: string): string | null {
  return ENTRY.exec(html)?.[0] ?? null;
}

/** Whether the page that is shown was made by an older build than the server has. Unreachable is not older. */
export async function outdated(page: Document = document): Promise<boolean> {
  const mine = entryIn([...page.querySelectorAll("script[src]")].map((script) => script.getAttribute("src")).join(" "));
  if (mine === null) return false;
  try {
    const answer = await fetch("/", { cache: "no-store" });
    const newest = answer.ok ? entryIn(await answer.text()) : null;
    return newest !== null && newest !== mine;
  } catch {
    return false;
  }
}
