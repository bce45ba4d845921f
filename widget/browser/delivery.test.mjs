// Nothing is lost, nothing comes twice, the order stays: whatever the network does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bubbles, held, open, stage, steer, until, visitor, write } from "./stage.mjs";

const count = (list, x) => list.filter((y) => y === x).length;

test("offline: what is written waits, survives a closed panel, and arrives once and in order", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "第一句");
  await page.getByText("已送达").or(page.getByText("已读")).first().waitFor();
  await context.setOffline(true);
  await steer("cut");
  await page.getByText("网络断开了").waitFor();
  await write(page, "断网时写的一");
  await write(page, "断网时写的二");
  await page.getByText("发送中").first().waitFor();
  await context.setOffline(false);
  await until(held, (h) => h.includes("customer: 断网时写的二"), 20_000);
  assert.deepEqual((await held()).filter((m) => m.startsWith("customer")), ["customer: 第一句", "customer: 断网时写的一", "customer: 断网时写的二"]);
  await until(() => bubbles(page), (b) => count(b, "断网时写的一") === 1 && count(b, "断网时写的二") === 1);
  await page.getByText("网络断开了").waitFor({ state: "detached" });
  assert.deepEqual(page.errors, []);
  await context.close();
});

test("a page closed before the answer: the next page sends the rest, once", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "先说一句");
  await until(held, (h) => h.length > 1);
  await context.setOffline(true);
  await steer("cut");
  await write(page, "关页前写的");
  await context.newPage();
  await page.close();
  await context.setOffline(false);
  const next = await open(context);
  await until(held, (h) => h.includes("customer: 关页前写的"));
  await until(() => bubbles(next), (b) => count(b, "关页前写的") === 1 && count(b, "先说一句") === 1);
  await context.close();
});

test("what was said while the line was cut shows up once, in its place", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(() => bubbles(page), (b) => b.length >= 3);
  await steer("cut");
  for (const text of ["漏一", "漏二", "漏三"]) await steer("say", { text });
  const seen = await until(() => bubbles(page), (b) => b.includes("漏三"));
  assert.deepEqual(seen.filter((b) => b.startsWith("漏")), ["漏一", "漏二", "漏三"]);
  await context.close();
});

test("frames that vanish, repeat or overtake are mended", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "你好");
  await until(() => bubbles(page), (b) => b.length >= 3);
  // The desk appends three messages whose frames never leave; then the last frame comes alone, twice.
  const [v] = [...stage.mock.desk.visitors.values()];
  const sockets = [...v.sockets];
  v.sockets.clear();
  for (const text of ["甲", "乙", "丙"]) await steer("say", { text });
  for (const s of sockets) v.sockets.add(s);
  const last = stage.mock.desk.current(v).messages.at(-1);
  await steer("frame", { t: "message", message: last });
  await steer("frame", { t: "message", message: last });
  const seen = await until(() => bubbles(page), (b) => b.includes("丙"));
  assert.deepEqual(seen.filter((b) => "甲乙丙".includes(b)), ["甲", "乙", "丙"]);
  await context.close();
});

test("a socket that swallows messages: the same message goes by POST and is stored once", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.waitForTimeout(500);
  await steer("set", { mute: true });
  await write(page, "有人吗");
  await until(held, (h) => h.includes("customer: 有人吗"), 12_000);
  await page.getByText("已送达").or(page.getByText("已读")).first().waitFor();
  assert.equal(count(await held(), "customer: 有人吗"), 1);
  await context.close();
});

test("no socket at all: sending and receiving still work", async () => {
  const context = await visitor();
  await context.addInitScript(() => { window.WebSocket = class { constructor() { throw new Error("blocked"); } }; });
  const page = await open(context);
  await write(page, "保修多久");
  await until(() => bubbles(page), (b) => b.some((x) => x.includes("压缩机保修")), 15_000);
  await page.getByText("正在重新连接").waitFor();
  assert.deepEqual(page.errors, []);
  await context.close();
});

test("an ack that got lost does not make a second message", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.waitForTimeout(400);
  const accept = stage.mock.desk.accept.bind(stage.mock.desk);
  stage.mock.desk.accept = (who, body) => {
    stage.mock.desk.accept = accept;
    accept(who, body);
    for (const s of who.sockets) s.terminate(); // stored, but nobody is told
    return {};
  };
  await write(page, "只此一条");
  await until(() => bubbles(page), (b) => count(b, "只此一条") === 1);
  await page.getByText("已送达").or(page.getByText("已读")).first().waitFor();
  assert.equal(count(await held(), "customer: 只此一条"), 1);
  await context.close();
});

test("a refused message stays with its reason, and can be sent again or dropped", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.waitForTimeout(400);
  await write(page, "违禁内容");
  await write(page, "正常内容");
  await page.getByText("未发送").waitFor();
  await until(held, (h) => h.includes("customer: 正常内容"));
  await page.getByRole("button", { name: "重试" }).click();
  await page.getByText("未发送").waitFor();
  await page.getByRole("button", { name: "删除" }).click();
  await until(() => bubbles(page), (b) => !b.includes("违禁内容"));
  await context.close();
});

test("two tabs are one visitor and stay in step; one message is one message", async () => {
  const context = await visitor();
  const [a, b] = await Promise.all([open(context), open(context)]);
  assert.equal(stage.mock.desk.visitors.size, 1);
  await write(a, "从甲窗口");
  await until(() => bubbles(b), (x) => count(x, "从甲窗口") === 1);
  await write(b, "从乙窗口");
  await until(() => bubbles(a), (x) => count(x, "从乙窗口") === 1);
  await Promise.all([write(a, "连发1").then(() => write(a, "连发3")), write(b, "连发2")]);
  await until(held, (h) => ["连发1", "连发2", "连发3"].every((t) => h.includes("customer: " + t)));
  await a.waitForTimeout(1500);
  const [x, y] = [await bubbles(a), await bubbles(b)];
  assert.deepEqual(x, y);
  assert.equal(new Set((await held()).filter((m) => m.startsWith("customer"))).size, (await held()).filter((m) => m.startsWith("customer")).length);
  await context.close();
});

test("a tab without a socket learns at once what the visitor wrote in another", async () => {
  const context = await visitor();
  const a = await open(context, "/demo/shop", { init: () => { window.WebSocket = class { constructor() { throw new Error("blocked"); } }; } });
  const b = await open(context);
  await write(b, "一");
  await until(() => bubbles(a), (x) => count(x, "一") === 1, 2500); // sooner than the poll
  await context.close();
});

test("reload resumes the conversation", async () => {
  const context = await visitor();
  const page = await open(context);
  await write(page, "保修多久");
  const before = await until(() => bubbles(page), (b) => b.length >= 3);
  await page.reload();
  await page.locator(".launch").click();
  assert.deepEqual(await until(() => bubbles(page), (b) => b.length >= before.length), before);
  assert.equal(stage.mock.desk.visitors.size, 1);
  await context.close();
});

test("an expired session is renewed without the visitor noticing", async () => {
  const context = await visitor();
  const page = await open(context);
  await page.waitForTimeout(300);
  await steer("fault", { path: "human", status: 401, code: "unauthenticated" });
  await page.locator(".human").click();
  await page.getByText("您请求了人工客服").waitFor();
  await steer("frame", { t: "bye", code: "expired" });
  await write(page, "还在吗");
  await until(held, (h) => h.includes("customer: 还在吗"));
  await context.close();
});
