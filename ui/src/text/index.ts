// The window's own words in the language that was chosen. `t()` is reactive: call it in markup or in `$derived`.

export { chooseLanguage, locale, t } from "./language.svelte";
export type { Words } from "./en";
