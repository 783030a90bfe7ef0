// A member as a soft colour and a letter. There are no pictures of anybody.

const HUES = 8

interface AvatarProps {
  /** The member's id, from which the colour follows. */
  id: string
  name: string
  size?: "small" | "normal" | "large"
}

/** The mark of a member, or of a circle. It is a decoration beside a name. */
export function Avatar({ id, name, size = "normal" }: AvatarProps) {
  return (
    <span class={`avatar avatar-${size} avatar-${hueOf(id)}`} aria-hidden="true">
      {initialOf(name)}
    </span>
  )
}

/** One of the colours, the same on every device. */
export function hueOf(id: string): number {
  let sum = 0
  for (let at = 0; at < id.length; at += 1) sum = (sum * 31 + id.charCodeAt(at)) % 65_521
  return sum % HUES
}

/** The first letter of a name as a person sees it: with its marks, or a whole emoji. */
export function initialOf(name: string): string {
  const [first = ""] = lettersOf(name.trim())
  return first.toLocaleUpperCase()
}

function lettersOf(name: string): Iterable<string> {
  // Not in all browsers that can do the rest.
  const Segmenter = Intl.Segmenter as typeof Intl.Segmenter | undefined
  if (Segmenter === undefined) return name
  return Array.from(new Segmenter(undefined, { granularity: "grapheme" }).segment(name), (one) => one.segment)
}
