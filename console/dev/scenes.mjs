// What to look at: each scene sets the stage, the picture is taken after it.
const ZHANG = "0198f000-0000-7000-8000-000000000001";
const LIU = "0198f000-0000-7000-8000-000000000004";
const CHEN = "0198f000-0000-7000-8000-000000000005";
const HE = "0198f000-0000-7000-8000-000000000006";
const LONG = "0198f000-0000-7000-8000-000000000023";
const open =
  (id, view = "mine") =>
  async (page) => {
    await page.goto(`/desk/${id}?view=${view}`);
    await page.waitForSelector("[data-seq]");
  };
const press = async (page, text) => {
  await page.locator("[data-composer]").click();
  await page.keyboard.insertText(text);
};

export const scenes = {
  "desk-1280-en": { width: 1280, height: 720, locale: "en", run: open(LIU) },
  "close-dark-en": {
    theme: "dark",
    locale: "en",
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: "Close", exact: true }).click();
      await page.waitForSelector("[role=dialog]");
    },
  },
  "sign-in": { signedIn: false, run: (page) => page.goto("/") },
  desk: { run: open(ZHANG) },
  "desk-en": { locale: "en", run: open("0198f000-0000-7000-8000-000000000003") },
  "desk-dark": { theme: "dark", run: open(ZHANG) },
  "desk-1280": { width: 1280, height: 720, run: open(LIU) },
  "desk-1920": { width: 1920, height: 1080, run: open(LIU) },
  "desk-1100": {
    width: 1100,
    height: 720,
    run: async (page) => {
      await open(ZHANG)(page);
      await page.keyboard.press("Control+.");
    },
  },
  empty: {
    run: async (page) => {
      await page.goto("/desk?view=waiting");
      await page.waitForSelector("[data-row]");
    },
  },
  waiting: { run: open(HE, "waiting") },
  bulk: {
    run: async (page) => {
      await open(ZHANG, "all")(page);
      for (const n of [0, 1, 2]) await page.locator("[role=listitem] input").nth(n).check({ force: true });
    },
  },
  narrow: {
    run: async (page) => {
      await open(ZHANG, "all")(page);
      await page.getByRole("button", { name: "筛选" }).click();
      await page.getByRole("checkbox", { name: "只看等回复的" }).check();
      await page.getByLabel("视图名称").fill("等回复的");
      await page.getByRole("button", { name: "存为视图" }).click();
      await page.getByRole("button", { name: /视图：等回复的/ }).click();
      await page.getByRole("menuitem", { name: /等回复的/ }).waitFor();
    },
  },
  "narrow-form": {
    run: async (page) => {
      await open(ZHANG, "all")(page);
      await page.getByRole("button", { name: "筛选" }).click();
      await page.getByLabel("视图名称").fill("等回复的");
    },
  },
  later: {
    run: async (page) => {
      await open(LIU)(page);
      await page.locator("body").press("z");
      await page.getByRole("button", { name: /明天早上/ }).waitFor();
    },
  },
  snoozed: {
    locale: "en",
    run: async (page) => {
      await open(LIU)(page);
      await page.locator("body").press("z");
      await page.getByRole("button", { name: /Tomorrow morning/ }).click();
      await page.getByRole("button", { name: /Take up now/ }).waitFor();
      await page.getByRole("button", { name: "More views" }).click();
      await page.getByRole("menuitem", { name: /Snoozed/ }).click();
    },
  },
  notices: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.locator("body").press("z");
      await page.getByText("只提醒我").click();
      await page.getByLabel("要做什么（可不填）").fill("问问师傅到哪了");
      await page.getByRole("button", { name: /明天早上/ }).click();
      await page.getByRole("button", { name: /未读通知/ }).click();
      await page.getByText("问问师傅到哪了").waitFor();
    },
  },
  links: {
    run: async (page) => {
      await open(ZHANG, "all")(page);
      await page.getByRole("button", { name: "关联其他会话" }).click();
      await page.getByRole("combobox", { name: "按聊天内容找，或粘贴会话地址" }).fill("空调");
      await page.getByRole("option").first().waitFor({ state: "attached" });
    },
  },
  wrap: { run: open(CHEN) },
  templates: {
    run: async (page) => {
      await open(ZHANG)(page);
      await press(page, "/tk");
      await page.waitForSelector("[role=option]");
    },
  },
  missing: {
    run: async (page) => {
      await open(ZHANG)(page);
      await press(page, "/tksx");
      await page.waitForSelector("[role=option]");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(500);
      await page.keyboard.press("End");
      await page.keyboard.press("Control+Enter");
    },
  },
  mention: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("tab", { name: "备注" }).click();
      await press(page, "请看一下 @");
    },
  },
  offer: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.request.post("/mock/offer", { data: { seconds: 30 } });
      await page.waitForSelector("article");
    },
  },
  "offer-dark-en": {
    theme: "dark",
    locale: "en",
    run: async (page) => {
      await open(ZHANG)(page);
      await page.request.post("/mock/offer", { data: { seconds: 30 } });
      await page.waitForSelector("article");
    },
  },
  presence: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: /我的状态/ }).click();
    },
  },
  transfer: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: "转接" }).click();
      await page.waitForSelector("[role=radio]");
    },
  },
  "transfer-agent": {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: "转接" }).click();
      await page.getByText("同事", { exact: true }).click();
    },
  },
  close: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: "结束会话" }).click();
      await page.waitForSelector("[role=dialog]");
    },
  },
  merge: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.getByRole("button", { name: "合并客户" }).click();
      await page.getByPlaceholder(/手机尾号/).fill("女士");
      await page.waitForSelector("[role=radio]");
      await page.locator("[role=radio]").nth(1).click();
    },
  },
  failed: {
    run: async (page) => {
      await open(ZHANG)(page);
      await press(page, "这条会投递失败");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(1500);
    },
  },
  palette: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=option]");
    },
  },
  keys: {
    run: async (page) => {
      await open(ZHANG)(page);
      await page.keyboard.press("Control+/");
      await page.waitForSelector("[role=dialog]");
    },
  },
  parked: {
    user: "admin@example.com",
    run: async (page) => {
      await page.goto("/admin/parked");
      await page.waitForSelector("table");
      await page.locator(".ant-table-row-expand-icon").first().click();
    },
  },
  channels: {
    user: "admin@example.com",
    run: async (page) => {
      await page.goto("/admin/channels");
      await page.waitForSelector("table");
    },
  },
  channel: {
    user: "admin@example.com",
    run: async (page) => {
      await page.goto("/admin/channels/ch-1");
      await page.waitForSelector("text=connect timeout");
    },
  },
  "channel-new": {
    user: "admin@example.com",
    run: async (page) => {
      await page.goto("/admin/channels");
      await page.getByRole("button", { name: /新建渠道/ }).click();
      await page.waitForSelector("[role=dialog]");
    },
  },
  token: {
    user: "admin@example.com",
    locale: "en",
    run: async (page) => {
      await page.goto("/admin/channels/ch-1");
      await page.getByRole("button", { name: /New token/ }).click();
      await page.getByPlaceholder(/production/).fill("test");
      await page.keyboard.press("Enter");
      await page.waitForSelector("code >> text=qfo_");
    },
  },
  long: { run: open(LONG) },
  nobody: {
    run: async (page) => {
      await page.route("**/api/v1/conversations?*", (route) =>
        route.fulfill({ json: { items: [], next: null, counts: { mine: 0, waiting: 0, team: 0, all: 0 } } }),
      );
      await page.goto("/desk");
      await page.waitForTimeout(600);
    },
  },
  "list-error": {
    run: async (page) => {
      await page.route("**/api/v1/conversations?*", (route) =>
        route.fulfill({ status: 422, json: { error: { code: "invalid" } } }),
      );
      await page.goto("/desk");
      await page.waitForTimeout(600);
    },
  },
  // The last ones change what the others look at.
  "bulk-done": {
    theme: "dark",
    locale: "en",
    run: async (page) => {
      await open(ZHANG, "all")(page);
      await page.locator("[data-row]").first().focus();
      await page.keyboard.press("Control+a");
      await page.getByRole("button", { name: "Transfer" }).first().click();
      await page.locator("[role=dialog] button[role=radio]").first().click();
      await page.getByRole("dialog").locator("textarea").fill("Please take over");
      await page.getByRole("dialog").getByRole("button", { name: "Transfer" }).click();
      await page.getByRole("button", { name: /Try these again/ }).waitFor();
    },
  },
};
