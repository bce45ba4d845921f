import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The server that `npm run dev` talks to: the mock by default, a real one by QF_SERVER.
const server = process.env.QF_SERVER ?? "http://127.0.0.1:8790";

export default defineConfig({
  base: "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: { target: "es2022", sourcemap: false, chunkSizeWarningLimit: 900 },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: {
      "/api": { target: server, ws: true },
      "/files": { target: server },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
    deps: {
      optimizer: {
        client: { enabled: true, include: ["antd", "react", "react-dom", "@tanstack/react-query", "lucide-react"] },
      },
    },
  },
});
