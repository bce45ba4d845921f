// The layers of the console: i18n <- api <- design <- live <- features <- app. Features meet only at index.ts.
// Also: no file above 250 lines, and no call to the server outside api/ and a feature's own data files.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../src", import.meta.url));
const LAYERS = ["i18n", "api", "design", "live", "features", "app"];
const LONGEST = 250;
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+)["']([^"']+)["']/g;
const problems = [];

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

function place(path) {
  const parts = relative(ROOT, path).split("/");
  if (!LAYERS.includes(parts[0])) return { layer: "app", feature: null, rest: parts };
  return {
    layer: parts[0],
    feature: parts[0] === "features" ? parts[1] : null,
    rest: parts.slice(parts[0] === "features" ? 2 : 1),
  };
}

function target(from, specifier) {
  if (specifier.startsWith("@/")) return join(ROOT, specifier.slice(2));
  return specifier.startsWith(".") ? resolve(dirname(from), specifier) : null;
}

function checkImport(path, specifier) {
  const to = target(path, specifier);
  if (to === null) return;
  const here = place(path);
  const there = place(to);
  const name = relative(ROOT, path);
  if (LAYERS.indexOf(there.layer) > LAYERS.indexOf(here.layer))
    problems.push(`${name}: ${here.layer} may not import ${specifier}`);
  const other = there.feature !== null && there.feature !== here.feature;
  if (other && there.rest.length > 0 && there.rest[0] !== "index")
    problems.push(`${name}: features meet only at index.ts, not ${specifier}`);
}

for (const path of files(ROOT)) {
  if (!/\.(tsx?|css)$/.test(path)) continue;
  const text = readFileSync(path, "utf8");
  const name = relative(ROOT, path);
  const lines = text.split("\n").length - 1;
  // Generated files are as long as what they describe.
  if (lines > LONGEST && !text.includes("Generated from")) problems.push(`${name}: ${lines} lines, at most ${LONGEST}`);
  if (path.endsWith(".css")) continue;
  for (const [, specifier] of text.matchAll(IMPORT)) checkImport(path, specifier);
  if (/\bfetch\(/.test(text) && place(path).layer !== "api")
    problems.push(`${name}: the server is reached through api/ only`);
}
if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exit(1);
}
process.stdout.write("imports: layers and doors hold\n");
