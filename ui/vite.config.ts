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
    css: true,
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
  },
});
