import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte(), svelteTesting()],
  clearScreen: false,
  // The shell's `devUrl` names this address.
  server: { port: 5173, strictPort: true },
  // WebKitGTK 2.50 on Linux, WKWebView of macOS 13 and later, Edge WebView2.
  build: { target: ["es2022", "safari16.4", "chrome111"], assetsInlineLimit: 0 },
  test: {
    environment: "jsdom",
    // Only the tokens are read by a test; styles in jsdom make every look for a role slow.
    css: { include: [/tokens\.css/] },
    // A busy machine is no failure.
    testTimeout: 30_000,
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
