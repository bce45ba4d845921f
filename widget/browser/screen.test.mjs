// What the visitor sees and does: typing, files, waiting, leaving a message, rating.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bubbles, held, open, stage, steer, until, visitor, write } from "./stage.mjs";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("composing Chinese: Enter belongs to the input method, then to us", async () => {
  const context = await visitor();
  const page = await open(context);
  const cdp = await context.newCDPSession(page);
  await page.getByLabel("输入消息").focus();
  await cdp.send("Input.imeSetComposition", { text: "kongtiao", selectionStart: 8, selectionEnd: 8 });
  await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
  await cdp.send("Input.insertText", { text: "空调" });
  await page.waitForTimeout(300);
  assert.deepEqual(await held(), []);
  assert.equal(await page.getByLabel("输入消息").inputValue(), "空调");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("x");
  await page.keyboard.press("Enter");
  await until(held, (h) => h[0] === "customer: 空调\nx");
  assert.equal(await page.getByLabel("输入消息").inputValue(), "");
  await context.close();
});

test("quick question, answer with sources, related questions", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.getByText("点右上角「人工」").waitFor();
  await page.getByRole("button", { name: "空调保修多久？" }).click();
  await page.getByText("空调保修政策（2025 版）").waitFor();
  const link = page.getByRole("link", { name: "保修政策" });
  assert.deepEqual([await link.getAttribute("href"), await link.getAttribute("rel")], ["https://example.com/warranty", "noopener noreferrer nofollow"]);
  await page.getByRole("button", { name: "过保了怎么收费？" }).click();
  await until(held, (h) => h.includes("customer: 过保了怎么收费？"));
  await context.close();
});

test("a person in one tap: place and wait in words, then the person", async () => {
  const context = await visitor();
  await steer("set", { wait: [4, 1], pace: 0.4 });
  const page = await open(context);
  await page.locator(".human").click();
  await page.getByText("前面还有 3 位，大约 3–5 分钟").waitFor();
  await page.getByText("您是下一位").waitFor();
  await page.getByText("客服 林悦 已接入").waitFor();
  await until(() => bubbles(page), (b) => b.some((x) => x.includes("我是客服林悦")));
  assert.equal(await page.locator(".human").count(), 0);
  assert.equal(await page.locator(".who b").innerText(), "林悦");
  await context.close();
});

test("no number is shown when there is none", async () => {
  const context = await visitor();
  await steer("set", { wait: [null, null], pace: 0.5 });
  const page = await open(context);
  await page.locator(".human").click();
  const words = await page.locator(".bar").innerText();
  assert.match(words, /正在为您安排客服/);
  assert.doesNotMatch(words, /\d|null/);
  await context.close();
});

test("images: pick, paste, view, close with Esc; too large is refused with words", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.locator("input[type=file]").first().setInputFiles({ name: "机身.png", mimeType: "image/png", buffer: PNG });
  await until(held, (h) => h.includes("customer: image"));
  await page.getByRole("button", { name: /查看图片/ }).first().click();
  await page.locator(".viewer img").waitFor();
  await page.keyboard.press("Escape");
  await page.locator(".viewer").waitFor({ state: "detached" });
  assert.ok(await page.locator(".panel").isVisible());
  await page.getByLabel("输入消息").focus();
  await page.getByLabel("输入消息").evaluate((el, b64) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(b64), (c) => c.charCodeAt(0))], "截图.png", { type: "image/png" }));
    el.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, PNG.toString("base64"));
  await until(held, (h) => h.filter((x) => x === "customer: image").length === 2);
  await page.locator("input[type=file]").last().setInputFiles({ name: "大.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(10 * 1024 * 1024 + 1) });
  await page.getByText("文件太大，最大 10 MB").waitFor();
  await page.getByRole("button", { name: "知道了" }).click();
  await page.locator("input[type=file]").last().setInputFiles({ name: "a.exe", mimeType: "application/x-msdownload", buffer: PNG });
  await page.getByText("不支持这种文件").waitFor();
  await context.close();
});

test("files: dropped on the chat, shown with name and size; a broken upload can be retried", async () => {
  const context = await visitor();
  const page = await open(context);
  await steer("fault", { path: "attachments", status: 503, code: "unavailable" });
  await page.locator(".panel").evaluate((el) => {
    const data = new DataTransfer();
    data.items.add(new File(["发票内容"], "发票.txt", { type: "text/plain" }));
    el.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true, cancelable: true }));
    el.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await page.getByText("服务暂时连不上").waitFor();
  await page.getByRole("button", { name: "重试" }).click();
  await until(held, (h) => h.includes("customer: file"));
  assert.match(await page.locator("a.doc").innerText(), /发票\.txt\s+1 KB/);
  await context.close();
});

test("an upload under way can be cancelled", async () => {
  const context = await visitor();
  await context.route("**/attachments", () => {}); // never answers
  const page = await open(context);
  await page.locator("input[type=file]").first().setInputFiles({ name: "a.png", mimeType: "image/png", buffer: PNG });
  await page.locator("progress").waitFor();
  await page.getByRole("button", { name: "取消" }).click();
  await page.locator("progress").waitFor({ state: "detached" });
  assert.deepEqual(await held(), []);
  await context.close();
});

test("out of hours: says so, takes a message with a way to reach the visitor", async () => {
  const context = await visitor();
  await steer("set", { open: false });
  const page = await open(context);
  await page.getByText("人工客服休息中，明天 09:00 上班").waitFor();
  await page.getByText("这会儿同事们下班了").waitFor();
  await page.locator(".bar button").click();
  await page.getByRole("button", { name: "提交留言" }).click();
  await page.getByText("请写下您的问题").waitFor();
  await page.getByLabel("问题描述").fill("冰箱漏水");
  await page.getByRole("button", { name: "提交留言" }).click();
  await page.getByText("手机号和邮箱至少填一项").waitFor();
  await page.getByLabel("手机号").fill("12");
  await page.getByRole("button", { name: "提交留言" }).click();
  await page.getByText("手机号好像不对").waitFor();
  await page.getByLabel("手机号").fill("138 0013 8000");
  await page.getByRole("button", { name: "提交留言" }).click();
  await page.locator(".sys", { hasText: "留言已收到" }).waitFor();
  await page.locator(".bar", { hasText: "留言已收到，明天 09:00 上班后联系您" }).waitFor();
  await until(() => bubbles(page), (b) => b.includes("冰箱漏水"));
  await context.close();
});

test("end, rate with reasons and words, start anew; the old one stays above", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(() => bubbles(page), (b) => b.length >= 3);
  await page.getByLabel("更多").click();
  await page.getByRole("button", { name: "结束会话" }).click();
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByRole("button", { name: "2 分，不满意" }).click();
  await page.getByRole("button", { name: "等太久" }).click();
  await page.getByLabel("还想说点什么（选填）").fill("排队久");
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.getByText("谢谢您的评价").waitFor();
  const answer = [...stage.mock.desk.visitors.values()][0].conversations[0].answer;
  assert.deepEqual([answer.score, answer.reasons, answer.comment], [2, ["slow"], "排队久"]);
  await page.getByRole("button", { name: "开始新会话" }).click();
  await write(page, "新的问题");
  await until(() => bubbles(page), (b) => b.includes("新的问题") && b.includes("你好"));
  await until(() => [...stage.mock.desk.visitors.values()][0].conversations.length, (n) => n === 2);
  await context.close();
});

test("ended while the agent still writes up: a new word brings the same agent back", async () => {
  const context = await visitor();
  await steer("set", { wait: [] });
  const page = await open(context);
  await page.locator(".human").click();
  await page.getByText("客服 林悦 已接入").waitFor();
  await page.getByLabel("更多").click();
  await page.getByRole("button", { name: "结束会话" }).click();
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.getByText("这次服务您满意吗？").waitFor();
  await page.getByRole("button", { name: "开始新会话" }).click();
  await page.getByText("我是智能助手小夏").last().waitFor();
  await write(page, "还有一件事");
  await until(() => bubbles(page), (b) => b.filter((x) => x === "还有一件事").length === 1);
  await until(() => page.locator(".who b").innerText(), (t) => t === "林悦");
  assert.equal(await page.getByText("这次服务您满意吗？").count(), 0);
  await context.close();
});

test("a plain yes or no, without words of one's own, where that is what is asked", async () => {
  const context = await visitor();
  await steer("set", { scale: "yes_no", comment: false });
  const page = await open(context);
  await write(page, "你好");
  await until(() => bubbles(page), (b) => b.length >= 3);
  await steer("close");
  await page.getByRole("group", { name: "这次服务您满意吗？" }).getByRole("button", { name: "是", exact: true }).click();
  assert.equal(await page.getByLabel("还想说点什么（选填）").count(), 0);
  assert.equal(await page.getByRole("button", { name: "等太久" }).count(), 0);
  await page.getByRole("button", { name: "很耐心" }).click();
  await page.getByRole("button", { name: "提交评价" }).click();
  await page.getByText("谢谢您的评价").waitFor();
  const answer = [...stage.mock.desk.visitors.values()][0].conversations[0].answer;
  assert.deepEqual([answer.score, answer.reasons], [5, ["kind"]]);
  await context.close();
});

test("one tap on a star counts even when the page is closed right after", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(() => bubbles(page), (b) => b.length >= 3);
  await steer("close");
  await page.getByRole("button", { name: "5 分，非常满意" }).click();
  await page.goto("about:blank");
  await until(() => [...stage.mock.desk.visitors.values()][0].conversations[0].answer?.score, (s) => s === 5);
  await context.close();
});

test("whatever the house has chosen to say is what a customer reads, from the greeting to the thanks", async () => {
  const context = await visitor();
  const texts = JSON.parse(readFileSync(new URL("../dev/mock/texts.json", import.meta.url), "utf8"));
  stage.mock.desk.settings.texts = Object.fromEntries(Object.entries(texts).map(([key, { zh }]) => [key, { zh: `◆${key} ${zh.match(/{{.*?}}/g) ?? ""}`, en: "" }]));
  // Words of buttons, fields and numbers, times, and what people say.
  const words = Object.values(JSON.parse(readFileSync(new URL("../src/i18n/zh-CN.json", import.meta.url), "utf8")));
  const own = words.map((w) => new RegExp("^" + w.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/{\w+}/g, ".*") + "$"));
  const page = await open(context);
  const met = new Set();
  const look = async () => {
    const parts = await page.locator(".panel").evaluate((el) => [...el.querySelectorAll(".head small, .bar span, .sys, .thanks, .card p, .form p, .bub:has(.soft)")].filter((x) => x.offsetParent).map((x) => x.innerText.trim()));
    for (const text of parts) for (const [, key] of text.matchAll(/◆(\w+)/g)) met.add(key);
    return parts.filter((text) => text && !text.includes("◆") && !/^\d|^(昨天|今天)/.test(text) && !own.some((w) => w.test(text)));
  };
  assert.deepEqual(await look(), []);
  await page.getByLabel("转人工客服").click();
  await until(() => look().then(() => [...met].join()), (all) => /wait_ahead|wait_next/.test(all) && all.includes("human_requested"));
  await until(() => look().then(() => [...met].join()), (all) => all.includes("agent_joined") && all.includes("head_agent"));
  await page.getByLabel("更多").click();
  await page.getByText("结束会话").click();
  await page.getByRole("button", { name: "结束", exact: true }).click();
  await page.locator(".stars button").nth(1).click();
  await until(() => look().then(() => [...met].join()), (all) => all.includes("survey_bad"));
  await page.getByText("提交评价").click();
  await until(() => look().then(() => [...met].join()), (all) => all.includes("survey_thanks"));
  for (const key of ["greeting", "answering", "head_bot", "head_wait", "head_closed", "human_requested"]) assert.ok(met.has(key), key);
  await context.close();
});
