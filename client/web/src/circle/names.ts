// Names: normalised (NFKC), visible, of bounded length, and comparable by a confusable skeleton
// (docs/circle.md, section 2).
//
// Two names with one skeleton look alike to a hurried reader, so a circle holds only one of them. The skeleton
// uses only operations that every platform does alike on the characters of `characters.ts`: decompose, drop
// accents, fold the case one character at a time, replace look-alikes by three tables.

import { allowed } from "./characters.ts"

/** Code points in a name, after normalisation. */
export const LONGEST_NAME = 32
/** Combining marks in a row; more only pile up over the neighbouring lines. */
const MOST_MARKS = 4

/** What is wrong with a name. */
export type NameFault = "empty" | "long" | "characters" | "marks" | "form" | "nothing"

/** The name is not allowed; `fault` says why, and nothing repeats the name. */
export class BadNameError extends Error {
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

/** Capitals that look like Latin ones, though their small letters do not; replaced first. */
export const CAPITALS = table([
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"], // Greek
  ["АВЕЗКМНОРСТУХЅІЈԚԜ", "ABE3KMHOPCTYXSIJQW"], // Cyrillic
  ["ՍՕ", "UO"], // Armenian
])

/** Folded characters and what each looks like, or, for digits, what each means. */
export const SMALL = table(
  [
    ["ɑɡƚłǀøđðħŧƅʋ", "agllloddhtbu"], // Latin, beyond ASCII
    ["αβγεζηικνορςστυχϲϳ", "abyeznlkvopcotuxcj"], // Greek
    ["абвгеєзкнопрстухѕіјһԁԛѵьъӏ", "a6breezkhonpctyxsijhdqvbbl"], // Cyrillic
    ["օոսհցքյ", "onuhgpj"], // Armenian
    ["٠١٢٣٤٥٦٧٨٩", "0123456789"], // digits: Arabic
    ["۰۱۲۳۴۵۶۷۸۹", "0123456789"], // Persian
    ["०१२३४५६७८९", "0123456789"], // Devanagari
    ["০১২৩৪৫৬৭৮৯", "0123456789"], // Bengali
    ["ىیېکہھەة", "يييكهههه"], // Arabic letters that differ by language
  ],
  { æ: "ae", œ: "oe", þ: "p", м: "m", ш: "w", ԝ: "w", ω: "w", μ: "u" },
)

/** ASCII characters that look like others; the last table. */
export const ASCII = table([], {
  "0": "o",
  "1": "l",
  "3": "e",
  "5": "s",
  "6": "b",
  "8": "b",
  i: "l",
  "|": "l",
  "!": "l",
  m: "rn",
  w: "vv",
})

/** Separators and quotes, which a hurried reader does not see. */
export const DROPPED = " -_.,'’‘`´·•:;~^\"“”‐‑‒–—―־/\\\u200c"

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
  return [...replaced(replaced(folded, SMALL), ASCII)].filter((one) => !DROPPED.includes(one)).join("")
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

function table(
  groups: readonly (readonly [string, string])[],
  wide: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const made = new Map<string, string>()
  for (const [many, same] of groups) {
    const looks = [...same]
    for (const [at, one] of [...many].entries()) made.set(one, looks[at] ?? one)
  }
  for (const [one, looks] of Object.entries(wide)) made.set(one, looks)
  return made
}
