// The desk's promises, kept in a real browser against the mock server. Starts its own mock on a port of its own.
//   npm run build && node dev/flows.mjs [name …]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { flows } from "./flow-list.mjs";

const PORT = 8791;
const BASE = `http://127.0.0.1:${PORT}`;
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const wanted = process.argv.slice(2);

async function startMock() {
  const server = spawn(process.execPath, [fileURLToPath(new URL("./mock-server.mjs", import.meta.url))], {
    env: { ...process.env, PORT: String(PORT), QUIET: "1", LONG: "5000" },
  });
  await once(server.stdout, "data");
  return server;
}

async function person(browser, { signedIn = true, locale = "zh-CN" } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, baseURL: BASE });
  await context.addInitScript((language) => localStorage.setItem("qf.locale", language), locale);
  if (signedIn) {
    await context.addCookies([{ name: "qf_session", value: encodeURIComponent("lin@example.com"), url: BASE }]);
  }
  return context;
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
let failures = 0;
for (const [name, flow] of Object.entries(flows)) {
  if (wanted.length && !wanted.includes(name)) continue;
  // Every flow meets a world of its own.
  const server = await startMock();
  const contexts = [];
  const open = async (options) => {
    const context = await person(browser, options);
    contexts.push(context);
    return context;
  };
  const started = performance.now();
  try {
    const said = await flow({ open, base: BASE });
    process.stdout.write(`ok    ${name} (${Math.round(performance.now() - started)} ms)${said ? `  ${said}` : ""}\n`);
  } catch (error) {
    failures += 1;
    process.stdout.write(`FAIL  ${name}: ${error.message.split("\n").slice(0, 6).join("\n      ")}\n`);
    for (const [index, context] of contexts.entries()) {
      for (const page of context.pages()) await page.screenshot({ path: `/tmp/flow-${name}-${index}.png` });
    }
  }
  for (const context of contexts) await context.close();
  server.kill();
  await once(server, "exit");
}
await browser.close();
process.exit(failures === 0 ? 0 : 1);
