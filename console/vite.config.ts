import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The server that `npm run dev` talks to: the mock by default, a real one by QF_SERVER.
const server = process.env.QF_SERVER ?? "http://127.0.0.1:8790";

// Tests that put another module in a module's place.
const ALONE = ["tests/**/*.alone.test.ts"];

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
    setupFiles: ["tests/setup.ts"],
    testTimeout: 60_000,
    pool: "threads",
    projects: [
      {
        extends: true,
        test: {
          // What renders nothing and replaces no module shares one world for each thread: a fifth of the time.
          name: "plain",
          include: ["tests/**/*.test.ts"],
          exclude: ALONE,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "screens",
          include: ["tests/**/*.test.tsx", ...ALONE],
          deps: {
            optimizer: {
              client: {
                enabled: true,
                include: ["antd", "react", "react-dom", "@tanstack/react-query", "lucide-react"],
              },
            },
          },
        },
      },
    ],
  },
});
