import assert from "node:assert/strict";

const id = (number) => `0198f000-0000-7000-8000-${String(number).padStart(12, "0")}`;
const ZHANG = id(1);
const LI = id(2);
const LONG = id(23);
const composer = (page) => page.locator("[data-composer]");
const until = async (read, wanted, what, ms = 8_000) => {
  const end = Date.now() + ms;
  for (;;) {
    const got = await read();
    if (got === wanted) return;
    if (Date.now() > end) assert.fail(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(wanted)}`);
    await new Promise((done) => setTimeout(done, 60));
  }
};
async function desk(open, conversation = ZHANG) {
  const context = await open();
  const page = await context.newPage();
  await page.goto(`/desk/${conversation}?view=mine`);
  await page.waitForSelector("[data-seq]");
  await until(() => page.locator("header [role=status]").count(), 0, "connected");
  return page;
}
const say = (page, conversation, text) => page.request.post("/mock/say", { data: { id: conversation, text } });
const order = (page) => page.locator("[data-row]").evaluateAll((rows) => rows.map((row) => row.dataset.row));

export const flows = {
  async "sign in"({ open }) {
    const page = await (await open({ signedIn: false })).newPage();
    await page.goto("/");
    await page.getByLabel("邮箱").fill("lin@example.com");
    await page.getByRole("textbox", { name: "密码" }).fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("邮箱或密码不对").waitFor();
    await page.getByRole("textbox", { name: "密码" }).fill("qingfeng");
    await page.keyboard.press("Enter");
    await page.waitForSelector("[data-row]");
  },

  async "the list never moves under the pointer"({ open }) {
    const page = await desk(open);
    const before = await order(page);
    await page.locator("[data-row]").nth(1).hover();
    await say(page, id(5), "我还有个问题");
    await page.request.post("/mock/say", { data: { id: before[1], text: "在吗" } });
    await page.getByRole("button", { name: /处更新/ }).waitFor();
    assert.deepEqual(await order(page), before);
    await page.mouse.move(900, 400);
    await until(() => page.getByRole("button", { name: /处更新/ }).count(), 0, "the pill goes with the pointer");
    assert.notDeepEqual(await order(page), before);
  },

  async "sends at once and shows how far it came"({ open }) {
    const page = await desk(open);
    await composer(page).fill("师傅今天 18 点前联系您");
    const from = Date.now();
    await page.keyboard.press("Enter");
    await page.locator("[data-pending], [data-seq]", { hasText: "师傅今天 18 点前联系您" }).last().waitFor();
    const shown = Date.now() - from;
    await page.getByText("已送达").waitFor();
    assert.equal(await page.locator("[data-pending]").count(), 0);
    assert.ok(shown < 300, `shown after ${shown} ms`);
  },

  async "a failed delivery stays, and goes out again with retry"({ open }) {
    const page = await desk(open);
    await composer(page).fill("这条会失败");
    await page.keyboard.press("Enter");
    await page.getByText("没有送达").waitFor();
    await page.getByRole("button", { name: "重试" }).click();
    await page.getByText("已送达").waitFor();
    assert.equal(await page.getByText("没有送达").count(), 0);
  },

  async "a dead network loses nothing and repeats nothing"({ open }) {
    const page = await desk(open);
    await page.request.post("/mock/answering", { data: { on: false } });
    await page.request.post("/mock/drop");
    await composer(page).fill("断网时写的第一条");
    await page.keyboard.press("Enter");
    await composer(page).fill("断网时写的第二条");
    await page.keyboard.press("Enter");
    await until(() => page.locator("[data-pending]").count(), 2, "both wait");
    await page.waitForTimeout(1_200);
    await page.request.post("/mock/answering", { data: { on: true } });
    await say(page, ZHANG, "断网期间客户说的话");
    await until(() => page.locator("[data-pending]").count(), 0, "both sent", 15_000);
    await page.locator("[data-seq]", { hasText: "断网期间客户说的话" }).waitFor({ timeout: 20_000 });
    const texts = await page.locator("[data-seq]").allInnerTexts();
    const mine = texts.filter((text) => text.includes("断网时写的")).map((text) => text.slice(0, 8));
    assert.deepEqual(mine, ["断网时写的第一条", "断网时写的第二条"]);
  },

  async "two tabs agree, and closing one changes nobody's presence"({ open }) {
    const context = await open();
    const one = await context.newPage();
    const two = await context.newPage();
    await one.goto("/desk?view=mine");
    await two.goto("/desk?view=mine");
    const badge = (page) => page.locator(`[data-row="${LI}"]`).getByLabel(/未读/).count();
    await until(() => badge(two), 1, "unread at first");
    await one.bringToFront();
    await one.locator(`[data-row="${LI}"]`).click();
    await until(() => badge(two), 0, "read in the other tab");
    await one.getByRole("button", { name: /我的状态/ }).click();
    await one.getByRole("menuitemradio", { name: "用餐" }).click();
    await two.getByRole("button", { name: /我的状态：\s*小休/ }).waitFor();
    const changes = [];
    two.on("request", (request) => request.url().endsWith("/presence") && changes.push(request.method()));
    await one.close();
    const three = await context.newPage();
    await three.goto("/desk?view=mine");
    await three.getByRole("button", { name: /我的状态：\s*小休/ }).waitFor();
    await two.request.post("/mock/drop");
    await two.waitForTimeout(1_500);
    assert.equal(await two.getByRole("button", { name: /我的状态：\s*小休/ }).count(), 1);
    assert.deepEqual(changes, []);
  },

  async "an offer: Enter takes it, but never while a text is being written"({ open }) {
    const page = await desk(open);
    await composer(page).fill("正在写");
    await page.request.post("/mock/offer", { data: { seconds: 30 } });
    await page.locator("article").waitFor();
    await page.waitForTimeout(700);
    await page.keyboard.press("Enter");
    await page.locator("[data-seq]", { hasText: "正在写" }).waitFor();
    assert.equal(await page.locator("article").count(), 1);
    await page.keyboard.press("Escape");
    await page.getByRole("menuitem", { name: "手上正忙" }).waitFor();
    await page.keyboard.press("Escape");
    await until(() => page.getByRole("menuitem", { name: "手上正忙" }).isVisible(), false, "reasons put away");
    await composer(page).click();
    await page.keyboard.press("Enter");
    await until(() => page.locator("article").count(), 0, "accepted");
    await page.waitForURL(/view=mine/);
  },

  async "an offer declined with a reason"({ open }) {
    const page = await desk(open);
    await page.request.post("/mock/offer", { data: { seconds: 30 } });
    await page.locator("article").waitFor();
    await page.getByRole("button", { name: /婉拒/ }).click();
    const answer = page.waitForRequest((request) => request.url().endsWith("/decline"));
    await page.getByRole("menuitem", { name: "不熟悉这类问题" }).click();
    assert.deepEqual((await answer).postDataJSON(), { reason: "skill" });
    await until(() => page.locator("article").count(), 0, "gone");
  },

  async "reading upwards is not disturbed by what arrives below"({ open }) {
    const page = await desk(open, LONG);
    const log = page.getByRole("log");
    await log.evaluate((box) => box.scrollBy(0, -900));
    await page.waitForTimeout(300);
    const top = () =>
      log.evaluate((box) => {
        const edge = box.getBoundingClientRect().top;
        const first = [...box.querySelectorAll("[data-seq]")].find(
          (item) => item.getBoundingClientRect().bottom > edge,
        );
        return `${first.dataset.seq}@${Math.floor(first.getBoundingClientRect().top / 2)}`;
      });
    const before = await top();
    await say(page, LONG, "新来的一条");
    await page.getByRole("button", { name: "1 条新消息" }).waitFor();
    assert.equal(await top(), before);
    await page.getByRole("button", { name: "1 条新消息" }).click();
    await page.locator("[data-seq]", { hasText: "新来的一条" }).waitFor();
    await until(
      () => log.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight < 2),
      true,
      "at the end",
    );
  },

  async "5,000 messages scroll smoothly, page by page, without a jump"({ open }) {
    const page = await desk(open, LONG);
    const result = await page.getByRole("log").evaluate(async (box) => {
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      const rendered = () => box.querySelectorAll("[data-seq]").length;
      const lowest = () => Number(box.querySelector("[data-seq]").dataset.seq);
      const gaps = [];
      let jumps = 0;
      let most = 0;
      let last = performance.now();
      for (let step = 0; step < 6_000 && lowest() > 1; step += 1) {
        const seen = [...box.querySelectorAll("[data-seq]")].find(
          (item) => item.getBoundingClientRect().bottom > box.getBoundingClientRect().top + 200,
        );
        const seq = seen.dataset.seq;
        const top = seen.getBoundingClientRect().top;
        const wanted = Math.min(400, box.scrollTop);
        box.scrollTop -= wanted;
        await frame();
        await frame();
        const again = box.querySelector(`[data-seq="${seq}"]`);
        if (again && Math.abs(again.getBoundingClientRect().top - top - wanted) > 2) jumps += 1;
        most = Math.max(most, rendered());
        const now = performance.now();
        gaps.push((now - last) / 2);
        last = now;
      }
      gaps.sort((a, b) => a - b);
      return {
        lowest: lowest(),
        most,
        jumps,
        median: gaps[Math.floor(gaps.length / 2)],
        p99: gaps[Math.floor(gaps.length * 0.99)],
        steps: gaps.length,
      };
    });
    assert.equal(result.lowest, 1);
    assert.ok(result.most <= 260, `${result.most} drawn`);
    assert.equal(result.jumps, 0, `${result.jumps} jumps in ${result.steps} steps`);
    return `frame median ${result.median.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms, at most ${result.most} drawn, ${result.steps} steps`;
  },

  async "a pasted picture is uploaded and sent"({ open }) {
    const page = await desk(open);
    await composer(page).click();
    await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 40 });
      canvas.getContext("2d").fillRect(0, 0, 60, 40);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
      const data = new DataTransfer();
      data.items.add(new File([blob], "截图.png", { type: "image/png" }));
      document
        .querySelector("[data-composer]")
        .dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await page.getByRole("list", { name: "待发送的附件" }).waitFor();
    await until(() => page.getByRole("button", { name: "发送", exact: true }).isEnabled(), true, "uploaded");
    await page.keyboard.press("Enter");
    await until(() => page.locator("[data-seq] img[alt='截图.png']").count(), 1, "sent");
    await page.locator("[data-seq] img[alt='截图.png']").click();
    await page.getByRole("dialog").locator("img").waitFor();
  },

  async "templates: found by initials, filled by the server, holes selected"({ open }) {
    const page = await desk(open);
    await composer(page).click();
    await page.keyboard.type("/tksx");
    await page.getByRole("option", { name: /退款时效说明/ }).waitFor();
    await page.keyboard.press("Enter");
    await until(
      () => composer(page).evaluate((field) => field.value.slice(field.selectionStart, field.selectionEnd)),
      "{{退款日期}}",
      "the hole is selected",
    );
    await page.keyboard.insertText("7 月 20 日");
    await page.keyboard.press("Enter");
    await page.locator("[data-seq]", { hasText: "预计 7 月 20 日 前到账" }).waitFor();
  },

  async "transfer, close and wrap up"({ open }) {
    const page = await desk(open);
    await page.getByRole("button", { name: "转接" }).click();
    await page.getByRole("radio", { name: /售前咨询/ }).click();
    await page.getByLabel("交接说明（必填）").fill("客户想换一台更大的");
    await page.getByRole("dialog").getByRole("button", { name: "转接" }).click();
    await until(() => page.locator(`[data-row="${ZHANG}"]`).count(), 0, "no longer mine");
    await page.locator(`[data-row="${LI}"]`).click();
    await page.getByRole("button", { name: "结束会话" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "结束会话" }).click();
    const strip = page.getByRole("region", { name: "整理" });
    await strip.waitFor();
    await strip.getByRole("button", { name: "退换货" }).click();
    await strip.getByRole("button", { name: "完成" }).click();
    await until(() => page.locator(`[data-row="${LI}"]`).count(), 0, "closed");
  },

  async "every button and field has a name"({ open }) {
    const page = await desk(open);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, a[href], input, textarea, [role=separator]")]
        .filter((item) => item.checkVisibility({ visibilityProperty: true }) && item.type !== "file")
        .filter(
          (item) =>
            !(
              item.getAttribute("aria-label") ||
              item.textContent.trim() ||
              item.querySelector("[aria-label]") ||
              item.labels?.length ||
              item.title
            ),
        )
        .map((item) => item.outerHTML.slice(0, 120)),
    );
    assert.deepEqual(nameless, []);
  },
};
