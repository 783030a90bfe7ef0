// Words to compare with another person, by voice or side by side.

import { number } from "../../locale/moments.ts"

interface WordsProps {
  words: readonly string[]
  /** What they are, for those who hear the page. */
  label: string
}

/** The words, large and in order. They are English on every device, so that they can be compared. */
export function WordsShown({ words, label }: WordsProps) {
  return (
    <ol class="words" aria-label={label} lang="en" dir="ltr" translate={false}>
      {words.map((word, at) => (
        <li class="words-word" key={`${at}-${word}`}>
          <span class="words-number" aria-hidden="true">
            {number(at + 1)}
          </span>
          <span>{word}</span>
        </li>
      ))}
    </ol>
  )
}
