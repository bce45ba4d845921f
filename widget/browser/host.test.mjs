// Living on a stranger's page: hostile styles and keys, blocked storage, no traces, badges, focus, narrow screens.
import assert from "node:assert/strict";
import { test } from "node:test";
import { held, open, stage, steer, until, visitor, write } from "./stage.mjs";

const HOSTILE = `
  * { all: unset; }
  * { box-sizing: content-box !important; font: 40px serif !important; color: red !important; letter-spacing: 9px !important; text-transform: uppercase !important; }
  div, button, span, textarea { display: none !important; }
  html > * { opacity: .1 !important; pointer-events: none !important; transform: scale(.2) !important; position: static !important; visibility: hidden !important; }
  html { font-size: 4px; direction: rtl; } body { transform: rotate(5deg); filter: blur(2px); }`;

async function hostilePage(context) {
  const page = await context.newPage();
  await page.route("**/hostile", (r) => r.fulfill({ contentType: "text/html; charset=utf-8", body: `<!doctype html><meta charset=utf-8><style>${HOSTILE}</style><body><p id=p>店铺</p>
    <script>
      window.keys = []; const names = Object.getOwnPropertyNames(window); window.before = new Set(names);
      for (const target of [document, document.documentElement, document.body]) for (const capture of [true, false])
        for (const type of ["keydown", "keypress", "keyup"]) target.addEventListener(type, (e) => { keys.push(e.key); e.preventDefault(); e.stopImmediatePropagation(); }, capture);
      document.addEventListener("focusin", (e) => { if (e.target !== document.body && e.target.blur) { keys.push("focus"); e.target.blur(); } });
      document.addEventListener("click", (e) => { if (e.target.tagName === "QINGFENG-CHAT") keys.push("click"); });
    </script><script async src="${stage.base}/widget.js" data-channel="demo" data-locale="zh-CN"></script>` }));
  await page.goto(stage.base + "/hostile");
  return page;
}

test("hostile page: drawn whole, keys and focus stay ours, nothing leaks out", async () => {
  const context = await visitor();
  const page = await hostilePage(context);
  const launch = page.locator(".launch");
  await launch.waitFor({ state: "visible" });
  const box = await launch.boundingBox();
  assert.deepEqual([box.width, box.height, box.x, box.y], [56, 56, 1280 - 80, 800 - 80]);
  const looks = await page.locator("#p").evaluate((el) => ({ ...getComputedStyle(el) }));
  await launch.click();
  const area = page.getByLabel("输入消息");
  await area.waitFor({ state: "visible" });
  await area.click();
  await page.keyboard.type("s/jk?你好");
  assert.equal(await area.inputValue(), "s/jk?你好");
  assert.deepEqual(await area.evaluate((el) => { const s = getComputedStyle(el); return [s.fontSize, s.letterSpacing, s.textTransform, s.direction]; }), ["15px", "normal", "none", "ltr"]);
  await page.keyboard.press("Enter");
  await until(held, (h) => h.includes("customer: s/jk?你好"));
  assert.deepEqual(await page.evaluate(() => window.keys), []);
  const panel = await page.locator(".panel").boundingBox();
  assert.deepEqual([panel.width, Math.round(panel.height)], [384, 660]);
  assert.deepEqual(await page.locator("#p").evaluate((el) => ({ ...getComputedStyle(el) })), looks);
  await context.close();
});

test("one global, and only that", async () => {
  const context = await visitor();
  const page = await hostilePage(context);
  await page.locator(".launch").click();
  await page.getByLabel("输入消息").waitFor();
  const added = await page.evaluate(() => Object.getOwnPropertyNames(window).filter((n) => !window.before.has(n) && n !== "before"));
  assert.deepEqual(added, ["Qingfeng"]);
  assert.deepEqual(await page.evaluate(() => Object.keys(window.Qingfeng)), ["open", "close", "identify"]);
  await context.close();
});

test("the page can open, close and mark links of its own", async () => {
  const context = await visitor();
  const page = await open(context, "/demo/shop", { chat: false });
  await page.evaluate(() => window.Qingfeng.open());
  await page.locator(".panel").waitFor();
  await page.evaluate(() => window.Qingfeng.close());
  await page.locator(".panel").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "问问客服" }).click();
  await page.locator(".panel").waitFor();
  await context.close();
});

test("storage blocked: the chat works, only forgets", async () => {
  const context = await visitor();
  await context.addInitScript(() => Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } }));
  const page = await open(context);
  await write(page, "你好");
  await until(held, (h) => h.includes("customer: 你好"));
  assert.deepEqual(page.errors, []);
  await context.close();
});

test("text of others is never markup", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "<img src=x onerror=alert(1)>");
  await until(held, (h) => h.length === 2);
  await steer("say", { text: "<b>x</b> javascript:alert(1) https://ok.example/a" });
  await steer("say", { author: { kind: "bot", id: null, name: "小夏" }, format: "markdown", text: "[点](javascript:alert(1)) <script>alert(1)</script>", sources: [{ id: "1", title: "<i>x</i>" }], suggestions: ["<u>y</u>"] });
  await page.getByText("<u>y</u>").waitFor();
  assert.equal(await page.locator(".log").locator("img, b:not(.by b), script, i:not(.by i), u").count(), 0);
  assert.deepEqual(await page.locator(".log a").evaluateAll((all) => all.map((a) => a.href)), ["https://ok.example/a"]);
  await context.close();
});

test("badge: counts what was not seen, in every tab, and clears in every tab", async () => {
  const context = await visitor();
  const [a, b] = [await open(context), await open(context, "/demo/shop", { chat: false })];
  await write(a, "你好");
  await until(held, (h) => h.length === 2);
  await a.evaluate(() => window.Qingfeng.close());
  await steer("say", { text: "在的" });
  await steer("say", { text: "请讲" });
  for (const page of [a, b]) await page.getByRole("button", { name: "打开在线客服, 2 条新消息" }).waitFor();
  const badge = await b.locator(".badge").boundingBox();
  const button = await b.locator(".launch").boundingBox();
  assert.ok(badge.height < 24 && badge.y < button.y && badge.x > button.x + 28, "sits on the button's shoulder");
  await a.locator(".launch").click();
  await b.getByRole("button", { name: "打开在线客服", exact: true }).waitFor();
  await context.close();
});

test("keyboard alone: Tab stays inside, Esc closes and returns, every control has a name", async () => {
  const context = await visitor();
  const page = await open(context, "/demo/shop", { chat: false });
  await page.locator(".launch").focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("输入消息").waitFor();
  const inside = () => page.evaluate(() => !!document.querySelector("qingfeng-chat").shadowRoot.activeElement?.closest(".panel"));
  await until(inside, Boolean);
  for (const key of ["Tab", "Shift+Tab"]) for (let i = 0; i < 14; i++) {
    await page.keyboard.press(key);
    assert.ok(await inside(), key + i);
  }
  const nameless = await page.evaluate(() => [...document.querySelector("qingfeng-chat").shadowRoot.querySelectorAll("button, input, textarea")].filter((el) => !(el.ariaLabel || el.innerText || el.labels?.length)).length);
  assert.equal(nameless, 0);
  await page.keyboard.press("Escape");
  await page.locator(".panel").waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => document.querySelector("qingfeng-chat").shadowRoot.activeElement.className), "launch");
  await context.close();
});

test("phone: fills the screen, nothing sticks out, the composer stays above the keyboard", async () => {
  const context = await visitor({ viewport: { width: 320, height: 568 }, hasTouch: true, isMobile: true });
  const page = await open(context, "/demo/shop", { chat: false });
  await page.locator(".launch").tap();
  await page.getByLabel("输入消息").waitFor();
  await page.getByRole("button", { name: "空调保修多久？" }).tap();
  await page.getByText("您可能还想问").waitFor();
  const wide = await page.locator(".panel").evaluate((el) => [...el.querySelectorAll("*:not(.sr):not(.sr *)")].filter((x) => x.getBoundingClientRect().right > 320.5).map((x) => x.className));
  assert.deepEqual(wide, []);
  assert.equal(await page.locator("textarea").evaluate((el) => getComputedStyle(el).fontSize), "16px");
  assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "hidden");
  await page.setViewportSize({ width: 320, height: 300 }); // the keyboard takes the lower half
  await until(() => page.locator(".compose").boundingBox(), (b) => b.y + b.height <= 300.5 && b.y > 150);
  await page.evaluate(() => window.Qingfeng.close());
  assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "");
  await context.close();
});

test("an unknown channel shows nothing; a server that is away shows the button and waits", async () => {
  const context = await visitor();
  const page = await context.newPage();
  await page.route("**/blank", (r) => r.fulfill({ contentType: "text/html", body: `<script src="${stage.base}/widget.js" data-channel="nowhere"></script>` }));
  await page.goto(stage.base + "/blank");
  await page.waitForTimeout(500);
  assert.equal(await page.locator(".launch:visible").count(), 0);
  await steer("fault", { path: "session", status: 503, code: "unavailable" });
  const late = await open(context);
  await late.getByRole("button", { name: "空调保修多久？" }).waitFor();
  await context.close();
});

test("full page: no button, cannot be closed, knows its channel", async () => {
  const context = await visitor();
  const page = await open(context, "/chat/demo");
  assert.equal(await page.locator(".launch").isVisible(), false);
  await page.keyboard.press("Escape");
  assert.ok(await page.locator(".panel").isVisible());
  await write(page, "你好");
  await until(held, (h) => h.includes("customer: 你好"));
  await context.close();
});

test("the preview shows the real chat as the settings say, and nothing reaches the server", async () => {
  const context = await visitor();
  const page = await context.newPage();
  await page.goto(stage.base + "/preview.html");
  const config = {
    brand: { name: "清和", color: "#8A1C5A", logo_url: null }, texts: { greeting: { zh: "您好", en: "Hello" }, head_bot: { zh: "马上回复", en: "AI replies at once" } }, quick_questions: { zh: ["怎么退货"], en: [] },
    hours: { open: true, opens_at: null }, upload: { max_bytes: 1, types: [] }, survey: { scale: "stars", question: { zh: "", en: "" }, reasons: [], comment: true }, max_text: 100,
    look: { corner: "left", x: 40, y: 60, launcher: { zh: "在线客服", en: "Chat" }, theme: "dark", languages: ["zh-CN"], hide_on_phone: true },
  };
  const show = (more, open, lang = "en") => page.evaluate((told) => postMessage(told, location.origin), { qf: "look", lang, open, config: { ...config, look: { ...config.look, ...more } } });
  await show({}, false);
  const launch = page.locator(".launch");
  await launch.waitFor({ state: "visible" });
  const box = await launch.boundingBox();
  assert.deepEqual([box.x, box.y + box.height], [40, 800 - 60]);
  assert.equal(await launch.innerText(), "在线客服", "English is not offered");
  await show({}, true);
  await page.getByText("怎么退货").waitFor();
  assert.equal((await page.locator(".panel").boundingBox()).x, 40);
  assert.equal(await page.locator(".panel").evaluate((el) => getComputedStyle(el).backgroundColor), "rgb(26, 34, 37)");
  await write(page, "有人吗");
  await page.getByText("这是预览").or(page.getByText("This is a preview")).waitFor();
  await show({ theme: "light", corner: "right", languages: ["en", "zh-CN"] }, true);
  await until(() => page.locator(".panel").evaluate((el) => [getComputedStyle(el).backgroundColor, getComputedStyle(el).right]), ([ground, right]) => ground === "rgb(255, 255, 255)" && right === "40px");
  await page.getByText("AI replies at once").waitFor();
  assert.deepEqual(await held(), []);
  await show({}, false);
  await page.setViewportSize({ width: 375, height: 667 });
  await launch.waitFor({ state: "hidden" });
  await context.close();
});
