// The fake's sentences in the two languages, as the engine would have them.

export type Say = (en: string, zh: string) => string;
