// Earlier messages and conversations, and keeping the place while reading.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bubbles, held, open, steer, until, visitor, write } from "./stage.mjs";

test("scrolling up brings earlier messages, then earlier conversations, and keeps the place", async () => {
  const context = await visitor();
  const page = await open(context);
  for (const name of ["旧甲", "旧乙"]) {
    await write(page, name);
    await until(held, (h) => h.includes("customer: " + name));
    await steer("close");
    await page.getByRole("button", { name: "开始新会话" }).click();
  }
  await write(page, "现在");
  await until(held, (h) => h.includes("customer: 现在"));
  for (let i = 1; i <= 130; i++) await steer("say", { text: "第" + i + "条" });
  await page.reload();
  await page.locator(".launch").click();
  await until(() => bubbles(page), (b) => b.includes("第130条"));
  const log = page.locator(".log");
  for (let i = 0; i < 12 && !(await bubbles(page)).includes("旧甲"); i++) {
    const from = await log.evaluate((el) => { el.scrollTop = 0; el.dispatchEvent(new Event("scroll")); return el.scrollHeight; });
    await until(() => log.evaluate((el) => el.scrollHeight), (h) => h !== from, 3000).catch(() => {});
  }
  const seen = await bubbles(page);
  for (const x of ["旧甲", "旧乙", "现在", "第1条", "第130条"]) assert.equal(seen.filter((b) => b === x).length, 1, x);
  assert.ok(seen.indexOf("旧甲") < seen.indexOf("旧乙") && seen.indexOf("旧乙") < seen.indexOf("现在"));
  await context.close();
});

test("a returning visitor without an open conversation finds the old ones behind a button", async () => {
  const context = await visitor();
  const page = await open(context);
  assert.equal(await page.getByRole("button", { name: "查看更早的消息" }).count(), 0);
  await write(page, "上个月的事");
  await until(held, (h) => h.length === 2);
  await steer("close");
  await steer("set", { forget: true });
  await page.reload();
  await page.locator(".launch").click();
  await page.getByRole("button", { name: "查看更早的消息" }).click();
  await until(() => bubbles(page), (b) => b.includes("上个月的事"));
  await page.getByText("没有更早的消息了").waitFor();
  await context.close();
});

test("an answer taller than the window is read from its beginning", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(held, (h) => h.length === 2);
  await steer("say", { text: "开头" + "\n一行".repeat(40) });
  const top = await until(() => page.locator(".row").last().evaluate((el) => el.getBoundingClientRect().top - el.closest(".log").getBoundingClientRect().top), (t) => t > 0 && t < 60);
  assert.ok(top > 0);
  await context.close();
});

test("new messages while reading above: the place stays, a pill leads down", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(held, (h) => h.length === 2);
  for (let i = 1; i <= 30; i++) await steer("say", { text: "行" + i });
  await until(() => bubbles(page), (b) => b.includes("行30"));
  const log = page.locator(".log");
  await log.evaluate((el) => { el.scrollTop = 300; });
  await page.waitForTimeout(200);
  await steer("say", { text: "新来的" });
  await page.locator(".new").waitFor();
  assert.ok(Math.abs((await log.evaluate((el) => el.scrollTop)) - 300) < 5);
  await page.locator(".new").click();
  await page.locator(".new").waitFor({ state: "detached" });
  await context.close();
});
