// Names: normalised (NFKC), visible, of bounded length, and comparable by a confusable skeleton
// (docs/circle.md, section 2).
//
// Two names with one skeleton look alike to a hurried reader, so a circle holds only one of them. The skeleton
// uses only operations that every platform does alike on the characters of `characters.ts`: decompose, drop
// accents, fold the case one character at a time, replace look-alikes by three tables.

import { CanonError } from "./canon.ts"
import { allowed } from "./characters.ts"
import * as TABLES from "./characterTables.ts"

/** Code points in a name, after normalisation. */
export const LONGEST_NAME = 32
/** Combining marks in a row; more only pile up over the neighbouring lines. */
const MOST_MARKS = 4

/** What is wrong with a name. */
export type NameFault = "empty" | "long" | "characters" | "marks" | "form" | "nothing"

/** The name is not allowed; `fault` says why, and nothing repeats the name. */
export class BadNameError extends CanonError {
  override readonly name = "BadNameError"
  readonly fault: NameFault

  constructor(fault: NameFault) {
    super("the name is not allowed")
    this.fault = fault
  }
}

/** Marks that a hurried reader overlooks; vowel signs of Indic scripts are not among them. */
const ACCENTS = new RegExp(
  "[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff" + // Latin, Greek, Cyrillic, symbols
    "\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7" + // Hebrew points
    "\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u0711\\u0730-\\u074a]",
  "gu",
)
const ZWNJ = "\u200c"
const ARABIC = /^[\u0620-\u064a\u066e-\u06d3\u06d5]$/u
const VARIATION = /[\ufe00-\ufe0f]/gu
const SPACES = /[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/gu
const MARK = /^\p{M}$/u

const CAPITALS = table(TABLES.CAPITALS)
const SMALL = table(TABLES.SMALL)
const ASCII = table(TABLES.ASCII)
const DROPPED = new Set(items(TABLES.DROPPED).map((code) => String.fromCodePoint(Number.parseInt(code, 16))))

/** What a person typed, tidied: variation selectors gone, runs of spaces made one, NFKC. */
export function normalise(name: string): string {
  const spaced = name.replace(VARIATION, "").normalize("NFKC").replace(SPACES, " ")
  return spaced.replace(/^ | $/g, "")
}

/** What the name looks like at a glance; names with equal skeletons exclude each other. */
export function skeleton(name: string): string {
  const capitals = replaced(bare(name), CAPITALS)
  // One character at a time: what stands beside it must not change how it is folded.
  const folded = bare(
    [...capitals]
      .map((one) => one.toUpperCase())
      .map(lowered)
      .join(""),
  )
  return [...replaced(replaced(folded, SMALL), ASCII)].filter((one) => !DROPPED.has(one)).join("")
}

/** Normalise what a person typed; a name that circles accept. BadNameError. */
export function checkName(name: string): string {
  const normal = normalise(name)
  checkNormalName(normal)
  return normal
}

/** BadNameError unless the name is allowed exactly as it stands. */
export function checkNormalName(name: string): void {
  if (name === "") throw new BadNameError("empty")
  const characters = [...name]
  if (characters.length > LONGEST_NAME) throw new BadNameError("long")
  let marks = 0
  for (const [place, character] of characters.entries()) {
    if (character === ZWNJ && betweenArabicLetters(characters, place)) continue
    if (!allowed(character.codePointAt(0) ?? 0)) throw new BadNameError("characters")
    marks = MARK.test(character) ? marks + 1 : 0
    if (marks > MOST_MARKS) throw new BadNameError("marks")
  }
  if (normalise(name) !== name) throw new BadNameError("form")
  if (skeleton(name) === "") throw new BadNameError("nothing")
}

/** The zero-width non-joiner belongs to Persian spelling; anywhere else it only hides. */
function betweenArabicLetters(characters: readonly string[], place: number): boolean {
  return ARABIC.test(characters[place - 1] ?? "") && ARABIC.test(characters[place + 1] ?? "")
}

function bare(text: string): string {
  return text.normalize("NFKD").replace(ACCENTS, "")
}

/** The small letters of capitals, code point by code point. */
function lowered(text: string): string {
  return [...text].map((one) => one.toLowerCase()).join("")
}

function replaced(text: string, by: ReadonlyMap<string, string>): string {
  return [...text].map((one) => by.get(one) ?? one).join("")
}

/** What takes the place of each character that a table has. */
function table(packed: string): ReadonlyMap<string, string> {
  return new Map(
    items(packed).map((item) => {
      const [one = "", ...looks] = item
      return [one, looks.join("")]
    }),
  )
}

function items(packed: string): string[] {
  return packed.trim().split(/\s+/)
}
