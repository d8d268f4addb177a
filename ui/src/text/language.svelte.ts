// Which language the window speaks. The choice is kept by the engine (`Settings.language`); here it only takes effect.

import { en, type Words } from "./en";
import { zh } from "./zh";

type Language = "en" | "zh";

const catalogues: Record<Language, Words> = { en, zh };
let language = $state<Language>(fromTag(navigator.language));

/** `en`, `zh`, or empty for the system's. */
export function chooseLanguage(tag: string): void {
  language = fromTag(tag || navigator.language);
  document.documentElement.lang = locale();
}

export function t(): Words {
  return catalogues[language];
}

/** BCP 47 tag for `Intl`. */
export function locale(): string {
  return language === "zh" ? "zh-CN" : "en";
}

function fromTag(tag: string): Language {
  return tag.toLowerCase().startsWith("zh") ? "zh" : "en";
}
