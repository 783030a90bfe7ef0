// Sentences in the person's own language: Fluent bundles behind one function, `l10n`.
//
// Whatever reads `l10n` while it renders is rendered again when the language changes. Names and numbers are
// set apart by isolating marks (FSI, PDI), so that a name in another script cannot turn a sentence around.

import { FluentBundle, FluentResource } from "@fluent/bundle"
import { computed, signal } from "@preact/signals"
import { readChoices, writeChoices } from "./choices.ts"
import { LANGUAGES, type Language, negotiate, sourcesOf } from "./languages.ts"

export type Args = Record<string, string | number>

/** A sentence as the engine sends it: a Fluent id and what goes into it. */
export interface Told {
  id: string
  args?: Args
}

/** Before the first language is there it says nothing. */
const current = signal<{ language: Language; bundle: FluentBundle }>({
  language: LANGUAGES[0],
  bundle: bundle(LANGUAGES[0], []),
})

/** The language that is shown. */
export const language = computed(() => current.value.language)

/**
 * Show the language kept from before, or the browser's. The page waits for this before its first paint;
 * if the files cannot be loaded it speaks English. Rejects where those cannot be loaded either.
 */
export async function startLanguage(): Promise<void> {
  const chosen = readChoices().language
  const wanted = chosen === null ? navigator.languages : [chosen]
  await show(negotiate(wanted)).catch(() => show(LANGUAGES[0]))
}

/** Show a language and keep the choice; null follows the browser. Rejects if its files cannot be loaded. */
export async function chooseLanguage(tag: string | null): Promise<void> {
  await show(negotiate(tag === null ? navigator.languages : [tag]))
  writeChoices({ ...readChoices(), language: tag })
}

/** What loads further sentences of a language, by its tag. */
type More = (tag: string) => Promise<readonly string[]>
const more: More[] = []

/** Know further sentences from now on, in whichever language is shown. Rejects if they cannot be loaded. */
export async function learn(load: More): Promise<void> {
  await load(language.value.tag)
  if (!more.includes(load)) more.push(load)
  await show(language.value)
}

/**
 * The sentence with this id. An argument whose key ends in `Id` names another sentence: it is resolved first,
 * with the same arguments, and passed on without the `Id`.
 *
 * A key that is missing throws while developing and testing; in a built page the id stands in. No language
 * lacks one: tests/unit/locale.
 */
export function l10n(id: string, args: Args = {}): string {
  const by = current.value.bundle
  return format(by, id, resolved(by, args))
}

/** The sentence that the engine sent. */
export function told(sentence: Told): string {
  return l10n(sentence.id, sentence.args)
}

async function show(wanted: Language): Promise<void> {
  const { tag } = wanted
  const loaded = bundle(wanted, await sourcesOf(tag))
  for (const load of more) add(loaded, await load(tag))
  current.value = { language: wanted, bundle: loaded }
  if (typeof document !== "undefined") {
    document.documentElement.lang = wanted.tag
    document.documentElement.dir = wanted.direction
    document.title = l10n("title")
  }
}

function bundle(of: Language, sources: readonly string[]): FluentBundle {
  const made = new FluentBundle(of.tag)
  add(made, sources)
  return made
}

function add(to: FluentBundle, sources: readonly string[]): void {
  for (const source of sources) {
    const problems = to.addResource(new FluentResource(source))
    if (problems.length > 0 && import.meta.env.DEV) throw problems[0]
  }
}

function format(by: FluentBundle, id: string, args: Args): string {
  const pattern = by.getMessage(id)?.value
  if (pattern === undefined || pattern === null) return missing(id)
  const problems: Error[] = []
  const text = by.formatPattern(pattern, args, problems)
  if (problems.length > 0 && import.meta.env.DEV) throw new Error(`${id}: ${problems[0]?.message}`)
  return text
}

/** Sentences among the arguments are resolved only when they are asked for: one may need another. */
function resolved(by: FluentBundle, args: Args): Args {
  const values: Args = {}
  for (const [key, value] of Object.entries(args)) {
    if (key.endsWith("Id") && typeof value === "string") {
      Object.defineProperty(values, key.slice(0, -2), { get: () => format(by, value, values) })
    } else {
      values[key] = value
    }
  }
  return values
}

function missing(id: string): string {
  if (import.meta.env.DEV) throw new Error(`no sentence has the id ${id}`)
  return id
}
