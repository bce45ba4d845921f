import { defineConfig } from "vitest/config";

export default defineConfig({
  oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
  test: { include: ["test/**/*.test.{ts,tsx}"], pool: "threads", maxWorkers: 1, testTimeout: 60_000 },
});
