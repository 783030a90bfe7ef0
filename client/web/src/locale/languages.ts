// The languages there are, and the loading of their Fluent files. English is part of the page, since it
// stands in for whatever fails to load; the others come when they are chosen.

import circle from "../../../locales/en/circle.ftl?raw"
import web from "../../../locales/en/web.ftl?raw"
import webCircle from "../../../locales/en/web-circle.ftl?raw"
import webDoors from "../../../locales/en/web-doors.ftl?raw"

export interface Language {
  tag: string
  /** Its name in itself: who looks for it can read it. */
  name: string
  direction: "ltr" | "rtl"
}

export const LANGUAGES: readonly [Language, ...Language[]] = [
  { tag: "en", name: "English", direction: "ltr" },
  { tag: "ar", name: "العربية", direction: "rtl" },
]

const ENGLISH = [circle, web, webCircle, webDoors]

const LOADERS: Record<string, () => Promise<{ default: string[] }>> = {
  ar: () => import("./ar.ts"),
}

/** The Fluent sources of a language; rejects where they cannot be had. */
export async function sourcesOf(tag: string): Promise<string[]> {
  const load = LOADERS[tag]
  return load === undefined ? ENGLISH : (await load()).default
}

/** The sources of English, at once. */
export function english(): string[] {
  return ENGLISH
}

/** The first language that both the browser and we speak; else the first of ours. */
export function negotiate(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split("-")[0]
    const found = LANGUAGES.find((language) => language.tag === base)
    if (found !== undefined) return found
  }
  return LANGUAGES[0]
}
