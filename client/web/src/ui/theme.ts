// Light or dark: the reader's system decides, unless they chose.

import { signal } from "@preact/signals"
import { readChoices, type Theme, writeChoices } from "../locale/choices.ts"

/** What was chosen. */
export const theme = signal<Theme>("auto")

/** Show the theme kept from before. */
export function startTheme(): void {
  show(readChoices().theme)
}

/** Show a theme and keep the choice. */
export function chooseTheme(chosen: Theme): void {
  show(chosen)
  writeChoices({ ...readChoices(), theme: chosen })
}

function show(chosen: Theme): void {
  theme.value = chosen
  // The style sheets follow the system unless this says otherwise.
  if (chosen === "auto") delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = chosen
  // The browser's own bars go with the page.
  for (const bar of document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    const shade = bar.dataset.theme ?? ""
    bar.media = chosen === "auto" ? `(prefers-color-scheme: ${shade})` : chosen === shade ? "all" : "not all"
  }
}
