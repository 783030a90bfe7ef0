// The languages there are, and the loading of their Fluent files: a page loads those of the one it shows.

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

const LOADERS: Record<string, () => Promise<{ default: string[] }>> = {
  en: () => import("./en.ts"),
  ar: () => import("./ar.ts"),
}

/** The Fluent sources of a language; rejects where they cannot be had. */
export async function sourcesOf(tag: string): Promise<readonly string[]> {
  return (await LOADERS[tag]?.())?.default ?? []
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
