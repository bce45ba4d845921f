// First load of the desk, gzip: the entry, what it names, and the chunks the signed-in desk asks for at once.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT_KB = 380;
const ASSETS = fileURLToPath(new URL("../dist/assets", import.meta.url));
const html = readFileSync(join(ASSETS, "../index.html"), "utf8");
const names = new Set(readdirSync(ASSETS));
const wanted = new Set();

function take(name) {
  if (!names.has(name) || wanted.has(name)) return;
  wanted.add(name);
  if (!name.endsWith(".js")) return;
  const text = readFileSync(join(ASSETS, name), "utf8");
  // Static imports only: dynamic ones are written import(`./x.js`).
  for (const [, next] of text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.(?:js|css))["']/g)) take(next);
}

for (const [, name] of html.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)) take(name);
for (const name of names) if (/^(Inside|zh-CN|zh_CN)-/.test(name)) take(name);
let total = gzipSync(html).length;
for (const name of [...wanted].sort()) {
  const size = gzipSync(readFileSync(join(ASSETS, name))).length;
  total += size;
  process.stdout.write(`${(size / 1024).toFixed(1).padStart(8)} KB  ${name}\n`);
}
const kb = total / 1024;
process.stdout.write(`${kb.toFixed(1).padStart(8)} KB  first load (limit ${LIMIT_KB})\n`);
if (kb > LIMIT_KB) process.exit(1);
