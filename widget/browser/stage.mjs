// The stage of the browser tests: one mock server and one Chromium per file, a fresh visitor per test.
import { after, before } from "node:test";
import { chromium } from "playwright-core";
import { startMock } from "../dev/mock-server.mjs";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const stage = { mock: null, browser: null, base: "" };

before(async () => {
  stage.mock = await startMock();
  stage.mock.desk.settings.pace = 0.1;
  stage.base = "http://127.0.0.1:" + stage.mock.port;
  stage.browser = await chromium.launch({ executablePath: process.env.QF_CHROMIUM ?? "/usr/bin/chromium", args: ARGS });
});

after(async () => {
  await stage.browser?.close();
  await stage.mock?.close();
});

/** A new visitor's browser. Errors on the page fail the test that asks `errors`. */
export async function visitor(options = {}) {
  const context = await stage.browser.newContext({ locale: "zh-CN", viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(8000);
  stage.mock.desk.visitors.clear();
  Object.assign(stage.mock.desk.settings, { open: true, wait: [4, 3, 2, 1], pace: 0.1, mute: false, forget: false, scale: "stars", comment: true, texts: {} });
  stage.mock.http.posts.length = 0;
  return context;
}

export async function open(context, path = "/demo/shop", { chat = true, init } = {}) {
  const page = await context.newPage();
  if (init) await page.addInitScript(init);
  page.errors = [];
  page.on("pageerror", (e) => page.errors.push(e.message));
  await page.goto(stage.base + path);
  await page.locator(".launch").waitFor({ state: path.startsWith("/chat") ? "attached" : "visible" });
  if (chat && !path.startsWith("/chat")) await page.locator(".launch").click();
  if (chat) await page.getByLabel("输入消息").waitFor();
  return page;
}

export const steer = (what, body = {}) => fetch(stage.base + "/mock/" + what, { method: "POST", body: JSON.stringify(body) }).then((r) => r.json());

/** What the server holds of the last visitor's current conversation, as "kind: text". */
export async function held() {
  const { visitors } = await steer("look");
  const all = visitors.flatMap((v) => v.conversations.flatMap((c) => c.messages));
  return all.filter((m) => m.kind !== "system" && m.kind !== "note").map((m) => `${m.author.kind}: ${m.text || m.kind}`);
}

/** The bubbles a page shows, in order. */
export const bubbles = (page) => page.locator(".log .row .bub:not(.dots)").evaluateAll((all) => all.map((b) => b.innerText.trim()));

export async function write(page, text) {
  await page.getByLabel("输入消息").fill(text);
  await page.keyboard.press("Enter");
}

/** Wait until `look()` gives what is wanted; says what it last saw. */
export async function until(look, want, ms = 8000) {
  const end = Date.now() + ms;
  let seen;
  do {
    seen = await look();
    if (want(seen)) return seen;
    await new Promise((go) => setTimeout(go, 50));
  } while (Date.now() < end);
  throw new Error("waited in vain; last seen: " + JSON.stringify(seen));
}
