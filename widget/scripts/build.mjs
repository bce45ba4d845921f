// Builds dist/: the script for the host page, the chat it loads, and the two pages beside them.
import { createHash } from "node:crypto";
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
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

await rm(root + "dist", { recursive: true, force: true });
await mkdir(root + "dist");
await writeFile(root + "dist/widget-chat.js", chat);
await writeFile(root + "dist/widget.js", widget);
await writeFile(root + "dist/widget-preview.js", preview);
await cp(root + "pages", root + "dist", { recursive: true });
