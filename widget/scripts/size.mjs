// Says what the visitor downloads, and fails when the script outgrows its budget.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

// Bytes after gzip -9: what every page of the host pays, and what is fetched when the chat is first opened.
const BUDGETS = { "widget.js": 12 * 1024, "widget-chat.js": 24 * 1024, "widget-help.js": 12 * 1024 };
const dist = fileURLToPath(new URL("../dist/", import.meta.url));

console.log("file                raw     gzip   brotli");
const sizes = {};
for (const name of readdirSync(dist).filter((n) => /\.(js|html)$/.test(n)).sort()) {
  const raw = readFileSync(dist + name);
  sizes[name] = gzipSync(raw, { level: 9 }).length;
  console.log(name.padEnd(14), ...[raw.length, sizes[name], brotliCompressSync(raw).length].map((n) => String(n).padStart(8)));
}
for (const [name, budget] of Object.entries(BUDGETS)) {
  const size = sizes[name] ?? 0;
  console.log(`${name}: ${size} of ${budget} bytes gzip (${Math.round((size / budget) * 100)} %)`);
  if (size && size <= budget) continue;
  console.error(size ? `${name} is over its budget: make it smaller before adding to it.` : `${name} is missing: run the build first.`);
  process.exitCode = 1;
}
console.log(`both scripts: ${sizes["widget.js"] + sizes["widget-chat.js"]} bytes gzip`);
