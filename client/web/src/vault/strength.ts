// How hard a passphrase is to guess, without a dictionary: an estimate that would rather say too little.
//
// Whoever has the vault tries passphrases at the price of one Argon2id each (docs/vault.md, V1), and begins
// with what people choose. So letters that could be a word count as one of a short list of words, and what
// goes on in a row, comes again, or looks like a date counts for next to nothing. Each piece has its bits;
// they are added up.

/** From 0, found at once, to 4, found by nobody. */
export type Level = 0 | 1 | 2 | 3 | 4

export type Advice =
  | "advice-common" // it is built on one of the words that are tried first
  | "advice-repeat" // something in it comes again
  | "advice-row" // something in it goes on in a row: abcd, 4321, qwerty
  | "advice-date" // there is a year or a date in it
  | "advice-words" // a few more words, chosen by chance, help most
  | "advice-longer" // more of anything helps

/** What was found, as Fluent ids. There is nothing to advise where the level is 4. */
export interface Strength {
  readonly level: Level
  readonly sentence: `strength-${Level}`
  readonly advice: Advice | null
}

/**
 * The bits from which on each level is reached. At ten million tries a second, a large hall of machines, 40
 * bits last a day, 50 bits three years, 60 bits three thousand.
 */
const LEVELS: readonly (readonly [least: number, level: Level])[] = [
  [60, 4],
  [50, 3],
  [40, 2],
  [30, 1],
]

/** A word, of the two thousand that people think of; and each letter above eight, if words were joined. */
const WORD_BITS = 11
const FURTHER_BITS = 1.5
/** A word that every sentence has. */
const FILLER_BITS = 2
/** In a sentence, which has several of those, one word leads to the next: what is left of the bits. */
const SENTENCE_FILLERS = 2
const SENTENCE_SHARE = 0.75
/** A word that is tried first. */
const COMMON_BITS = 3
const LETTER_BITS = 4
const CAPITAL_BITS = 1
const DIGIT_BITS = 3
const SIGN_BITS = 4
const ROW_BITS = 4
/** What comes again says nothing but that it does, and that not often. */
const AGAIN_BITS = 1
const MOST_AGAIN_BITS = 4
const YEAR_BITS = 5
const DATE_BITS = 11

/** Longer ones are judged by their beginning. */
const MOST_LETTERS = 256
/** With so many words, a common one among them is as good as another. */
const PHRASE = 4
const SHORTEST_ROW = 3
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop",
  "qwertzuiop",
  "azertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv",
  "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
]

const COMMON = words(
  "admin allah amour angel apple baby banana baseball batman charlie cheese chocolate computer cookie",
  "daniel default dragon flower football freedom friend friends google guest habibi hallo hello",
  "iloveyou jesus jordan killer leeward letmein login love lovely master matrix michael monkey mother",
  "mustang ninja orange pass passphrase passwort password pepper princess private purple qwerty secret",
  "shadow signal silver soccer star starwars summer sunshine superman test thomas trustno welcome",
  "whatever winter yellow",
  "أحمد السلام الله حبيبتي حبيبي سلام محمد مرحبا",
)
const FILLERS = words(
  "a an and are as at be been but by can do for from had has have he her his i if in is it its me my no",
  "not of on or our she so that the their there they this to us was we were what when where who will",
  "with you your",
  "على عن في قد كل لا ما من هذا هذه هو هي و يا",
)
const DISGUISES = new Map(
  Object.entries({ 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", "@": "a", $: "s" }),
)

/** Estimates a passphrase; pure, and quick enough for each key that is pressed. */
export function strengthOf(passphrase: string): Strength {
  const estimate = new Estimate(passphrase.normalize("NFC").slice(0, MOST_LETTERS))
  const level = LEVELS.find(([least]) => estimate.bits >= least)?.[1] ?? 0
  return { level, sentence: `strength-${level}`, advice: level === 4 ? null : estimate.advice }
}

class Estimate {
  #bits = 0
  #again = 0
  readonly #seen = new Set<string>()
  readonly #found = new Set<Advice>()
  readonly #phrase: boolean

  constructor(text: string) {
    const parts = text.split(/\s+/u).filter((part) => part !== "")
    this.#phrase = parts.length >= PHRASE
    for (const part of parts) this.#part(part)
  }

  get bits(): number {
    const fillers = [...this.#seen].filter((piece) => FILLERS.has(piece)).length
    return this.#again + (fillers < SENTENCE_FILLERS ? this.#bits : this.#bits * SENTENCE_SHARE)
  }

  /** The most useful thing to say. */
  get advice(): Advice {
    const order: readonly Advice[] = ["advice-common", "advice-repeat", "advice-row", "advice-date"]
    return (
      order.find((advice) => this.#found.has(advice)) ?? (this.#phrase ? "advice-longer" : "advice-words")
    )
  }

  /** Something between blanks: a common word in disguise with a tail, or pieces. */
  #part(part: string): void {
    const core = part.replace(/[^\p{L}\p{M}]+$/u, "")
    const plain = undisguised(core)
    let rest = part
    if (!this.#phrase && COMMON.has(plain)) {
      this.#found.add("advice-common")
      this.#add(plain, COMMON_BITS + (plain === core ? 0 : CAPITAL_BITS))
      rest = part.slice(core.length)
    }
    for (const [piece] of rest.matchAll(/\p{Script=Han}|[\p{L}\p{M}]+|\p{N}+|[^\p{L}\p{M}\p{N}]+/gu)) {
      this.#add(piece.toLowerCase(), this.#weigh(piece))
    }
  }

  #add(piece: string, bits: number): void {
    if (this.#seen.has(piece)) {
      this.#again = Math.min(this.#again + AGAIN_BITS, MOST_AGAIN_BITS)
      // Hyphens between words come again as well; that is no mistake.
      if (/[\p{L}\p{N}]{2}/u.test(piece)) this.#found.add("advice-repeat")
      return
    }
    this.#seen.add(piece)
    this.#bits += bits
  }

  #weigh(piece: string): number {
    const plain = piece.toLowerCase()
    const different = new Set(plain).size
    if (different === 1 && plain.length > 2) {
      this.#found.add("advice-repeat")
      return ROW_BITS
    }
    if (inRow(plain)) {
      this.#found.add("advice-row")
      return ROW_BITS
    }
    if (/^\p{N}/u.test(plain)) return this.#weighDigits(plain)
    if (/^\p{L}/u.test(plain)) return weighLetters(piece, plain)
    return SIGN_BITS * different
  }

  #weighDigits(digits: string): number {
    const year = /^(?:19|20)\d\d$/.test(digits)
    const date = /^(?:(?:19|20)?\d\d)?(?:0[1-9]|[12]\d|3[01]){2}(?:(?:19|20)?\d\d)?$/.test(digits)
    if (!year && !date) return DIGIT_BITS * digits.length
    this.#found.add("advice-date")
    return Math.min(year ? YEAR_BITS : DATE_BITS, DIGIT_BITS * digits.length)
  }
}

function weighLetters(piece: string, plain: string): number {
  if (FILLERS.has(plain)) return FILLER_BITS
  const capitals = piece === plain ? 0 : CAPITAL_BITS
  const letters = LETTER_BITS * plain.length
  // What nobody can pronounce is no word.
  if (/[bcdfghjklmnpqrstvwxz]{5}/.test(plain)) return letters + capitals
  return Math.min(letters, WORD_BITS + FURTHER_BITS * Math.max(0, plain.length - 8)) + capitals
}

/** Whether all of it stands in a row, in either direction. */
function inRow(plain: string): boolean {
  if (plain.length < SHORTEST_ROW) return false
  const back = [...plain].reverse().join("")
  return ROWS.some((row) => row.includes(plain) || row.includes(back))
}

/** A word as it was before letters were put in figures and capitals. */
function undisguised(word: string): string {
  return Array.from(word.toLowerCase(), (letter) => DISGUISES.get(letter) ?? letter).join("")
}

function words(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(" ").split(" "))
}
