// Opens the built console against the mock server and takes pictures, to be looked at.
//   node dev/shots.mjs OUT_DIR [scene …]
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { scenes } from "./scenes.mjs";

const [out = "/tmp/shots", ...wanted] = process.argv.slice(2);
const BASE = process.env.BASE ?? "http://127.0.0.1:8790";
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
mkdirSync(out, { recursive: true });

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
for (const [name, scene] of Object.entries(scenes)) {
  if (wanted.length && !wanted.includes(name)) continue;
  const {
    width = 1440,
    height = 900,
    locale = "zh-CN",
    theme = "light",
    user = "lin@example.com",
    signedIn = true,
    run,
  } = scene;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    baseURL: BASE,
    reducedMotion: "reduce",
  });
  await context.addInitScript(
    ([language, mode]) => {
      localStorage.setItem("qf.locale", language);
      localStorage.setItem("qf.theme", mode);
    },
    [locale, theme],
  );
  if (signedIn) await context.addCookies([{ name: "qf_session", value: encodeURIComponent(user), url: BASE }]);
  const page = await context.newPage();
  const troubles = [];
  page.on("pageerror", (error) => troubles.push(`page error: ${error.message}`));
  page.on("console", (line) => line.type() === "error" && troubles.push(`console: ${line.text()}`));
  try {
    await run(page);
    await page.waitForTimeout(400);
  } catch (error) {
    troubles.push(`scene: ${error.message.split("\n")[0]}`);
  }
  await page.screenshot({ path: join(out, `${name}.png`) });
  process.stdout.write(`${name}${troubles.length ? `  !! ${troubles.slice(0, 4).join(" | ")}` : ""}\n`);
  await context.close();
}
await browser.close();
