// The sentences about farewells, in each language.

const LOADERS: Record<string, () => Promise<{ default: string[] }>> = {
  en: () => import("./en.ts"),
  ar: () => import("./ar.ts"),
}

/** The Fluent sources of a language; rejects where they cannot be had. */
export async function farewellSources(tag: string): Promise<string[]> {
  return (await LOADERS[tag]?.())?.default ?? []
}
