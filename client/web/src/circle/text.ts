// What text may hold. The rules name code points, never Unicode properties, so they never change.
//
// Control characters (but for line feed and tab), bidirectional embeddings and overrides, line and paragraph
// separators and half characters are refused: they do nothing for a reader and a lot for who wants to forge a
// line. Bidirectional marks and isolates stay, since people who write from right to left need them. Lengths
// count code points.

import { CanonError } from "./canon.ts"

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const IN_LINES = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ufeff\ufff9-\ufffb]|\p{Surrogate}/u
const ALL_IN_LINES = new RegExp(IN_LINES, "gu")
const IN_ONE_LINE = /[\t\n]/
const IN_ONE_SYMBOL = /[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/

/** What is wrong with a text. */
export type TextFault = "empty" | "long" | "characters"

/** The text may not be said as it stands; `fault` says why. */
export class BadTextError extends CanonError {
  override readonly name = "BadTextError"
  readonly fault: TextFault

  constructor(fault: TextFault) {
    super("the text may not be said as it stands")
    this.fault = fault
  }
}

/** BadTextError unless this is a text of one or more lines with at most `longest` code points. */
export function checkText(text: string, longest: number): void {
  check(text, longest, [IN_LINES])
}

/** BadTextError unless this is one line. */
export function checkLine(text: string, longest: number): void {
  check(text, longest, [IN_LINES, IN_ONE_LINE])
}

/** BadTextError unless these are a few characters without any space. */
export function checkSymbol(text: string, longest: number): void {
  check(text, longest, [IN_LINES, IN_ONE_LINE, IN_ONE_SYMBOL])
}

function check(text: string, longest: number, forbidden: readonly RegExp[]): void {
  if (text === "") throw new BadTextError("empty")
  // A code point has at most two units, so most texts need not be taken apart.
  if (text.length > longest && (text.length > 2 * longest || [...text].length > longest)) {
    throw new BadTextError("long")
  }
  if (forbidden.some((one) => one.test(text))) throw new BadTextError("characters")
}

/** Make what a person typed or pasted fit to be sent: one line end, nothing forbidden. */
export function cleanText(text: string): string {
  return text.replace(/\r\n|\r|\u2028|\u2029/g, "\n").replace(ALL_IN_LINES, "")
}
