// Builds dist/: the script for the host page, the chat it loads, and the two pages beside them.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { transform } from "lightningcss";
import { minify } from "terser";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One entry as one classic script without exports. */
async function script(entry, define = {}) {
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "warn",
    publicDir: false,
    define,
    json: { namedExports: true, stringify: false },
    oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
    build: {
      target: "es2020", write: false, minify: false, cssMinify: "lightningcss", modulePreload: false,
      rolldownOptions: { input: root + entry, output: { format: "iife" } },
    },
  });
  const { code } = await minify(output[0].code, {
    ecma: 2020, toplevel: true, compress: { passes: 3, unsafe_arrows: true, pure_getters: true }, format: { comments: false },
  });
  return code;
}

const chat = await script("src/chat.tsx");
// The digest keeps an old cached chat from meeting a newer script.
const digest = createHash("sha256").update(chat).digest("hex").slice(0, 8);
const widget = await script("src/main.ts", { __CHAT__: JSON.stringify("widget-chat.js?v=" + digest) });

const preview = await script("src/preview.ts");
const help = await script("src/selfcare/main.tsx");

await rm(root + "dist", { recursive: true, force: true });
await mkdir(root + "dist");
await writeFile(root + "dist/widget-chat.js", chat);
await writeFile(root + "dist/widget.js", widget);
await writeFile(root + "dist/widget-preview.js", preview);
await writeFile(root + "dist/widget-help.js", help);
await cp(root + "pages", root + "dist", { recursive: true });

// The self-service page is one document: its style stands in it, its script is named with its digest.
const { code: css } = transform({ filename: "help.css", code: await readFile(root + "src/selfcare/help.css"), minify: true });
const shell = await readFile(root + "pages/help.html", "utf8");
const stamp = createHash("sha256").update(help).digest("hex").slice(0, 8);
await writeFile(root + "dist/help.html", shell.replace("/*CSS*/", () => css.toString()).replace("/*DIGEST*/", stamp));
