import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";

import svelteConfig from "./svelte.config.js";

const text = ["error", { selector: "TSNonNullExpression", message: "Say what happens when it is missing." }];

export default ts.config(
  { ignores: ["dist", "tools/canary", "src/backend/bindings.ts"] },
  ts.configs.strict,
  svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig } },
  },
  {
    rules: {
      "no-restricted-syntax": text,
      "no-console": "error",
      "svelte/no-at-html-tags": "error",
      // Routes are hashes of our own table, not SvelteKit paths.
      "svelte/no-navigation-without-resolve": "off",
      // Svelte's state records lose a field by `delete`; the type checker finds unused names.
      "@typescript-eslint/no-dynamic-delete": "off",
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  {
    files: ["src/**"],
    ignores: ["src/backend/**"],
    rules: { "no-restricted-imports": ["error", { patterns: ["@tauri-apps/*"] }] },
  },
  { files: ["tools/**"], rules: { "no-console": "off" } },
);
