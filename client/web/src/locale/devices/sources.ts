// The sentences about one's devices, in each language.

const LOADERS: Record<string, () => Promise<{ default: string[] }>> = {
  en: () => import("./en.ts"),
  ar: () => import("./ar.ts"),
}

/** The Fluent sources of a language; rejects where they cannot be had. */
export async function deviceSources(tag: string): Promise<string[]> {
  return (await LOADERS[tag]?.())?.default ?? []
}
