import { defineConfig } from "vitest/config"

// One page and one worker. Paths are relative, so that a relay may live below a path of its host.
export default defineConfig({
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  build: {
    target: "es2022",
    outDir: "../../server/leeward_relay/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    license: false,
  },
  test: {
    include: ["tests/**/*.test.ts"],
    environment: "node",
    testTimeout: 30_000,
    // Of two cores it would leave one idle.
    maxWorkers: 2,
    setupFiles: ["tests/support/english.ts"],
  },
})
