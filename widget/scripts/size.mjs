// Says what the visitor downloads, and fails when the script outgrows its budget.
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BUDGET = 15 * 1024; // bytes of widget.js after gzip -9
const dist = fileURLToPath(new URL("../dist/", import.meta.url));

console.log("file             raw     gzip   brotli");
let script = 0;
for (const name of readdirSync(dist).filter((n) => /\.(js|html)$/.test(n)).sort()) {
  const raw = readFileSync(dist + name);
  const gzip = gzipSync(raw, { level: 9 }).length;
  if (name === "widget.js") script = gzip;
  console.log(name.padEnd(12), ...[raw.length, gzip, brotliCompressSync(raw).length].map((n) => String(n).padStart(8)));
}
console.log(`widget.js: ${script} of ${BUDGET} bytes gzip (${Math.round((script / BUDGET) * 100)} %)`);
if (!script || script > BUDGET) {
  console.error(script ? "widget.js is over its budget: make it smaller before adding to it." : "widget.js is missing: run the build first.");
  process.exit(1);
}
