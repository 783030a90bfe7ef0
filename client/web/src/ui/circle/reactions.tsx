// Reactions: what stands under a message, who put it there, and how one is chosen.

import { useState } from "preact/hooks"
import type { Item, Reaction } from "../../engine/api.ts"
import { l10n, language } from "../../locale/locale.ts"
import { number } from "../../locale/moments.ts"
import { Button } from "../parts/button.tsx"
import { Sheet } from "../parts/dialog.tsx"
import { Field } from "../parts/field.tsx"
import { call } from "../state.ts"

const PALETTE = ["❤️", "🫂", "🌱", "👍", "🙏", "😊", "😢", "🔥", "🎉", "🕯️"] as const
const LONGEST = 16

interface ReactionsProps {
  circle: string
  item: Item
  /** Whether the circle goes on: else they can only be read. */
  live: boolean
}

/** The reactions under a message; pressing one joins it, or takes one's own back. */
export function Reactions({ circle, item, live }: ReactionsProps) {
  if (item.reactions.length === 0) return null
  return (
    <ul class="talk-reactions" aria-label={l10n("talk-reactions")}>
      {item.reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Under circle={circle} item={item} reaction={reaction} live={live} />
        </li>
      ))}
    </ul>
  )
}

function Under({ circle, item, reaction, live }: ReactionsProps & { reaction: Reaction }) {
  const { emoji, members, mine } = reaction
  const label = l10n("talk-reaction", { emoji, names: namesOf(reaction), number: members.length })
  return (
    <button
      type="button"
      class="talk-reaction"
      aria-pressed={mine}
      title={label}
      aria-disabled={!live}
      onClick={() => {
        if (live) void call("react", circle, item.id, emoji, !mine)
      }}
    >
      <span aria-hidden="true">{emoji}</span>
      <span class="talk-reaction-count" aria-hidden="true">
        {number(members.length)}
      </span>
      <span class="unseen">{label}</span>
    </button>
  )
}

function namesOf({ members }: Reaction): string {
  return new Intl.ListFormat(language.value.tag).format(members.map(({ name }) => name))
}

/** Who put what under a message. */
export function WhoReacted({ item, onClose }: { item: Item; onClose: () => void }) {
  return (
    <Sheet title={l10n("talk-who")} onClose={onClose}>
      <ul class="talk-who">
        {item.reactions.map((reaction) => (
          <li class="talk-who-line" key={reaction.emoji}>
            <span class="talk-who-emoji">{reaction.emoji}</span>
            <bdi>{namesOf(reaction)}</bdi>
          </li>
        ))}
      </ul>
    </Sheet>
  )
}

interface PickerProps {
  circle: string
  item: Item
  onClose: () => void
}

/** A few emoji at hand, and any other from the keyboard. */
export function ReactionPicker({ circle, item, onClose }: PickerProps) {
  const [typed, setTyped] = useState("")
  const react = (emoji: string) => {
    const mine = item.reactions.some((one) => one.emoji === emoji && one.mine)
    void call("react", circle, item.id, emoji, !mine)
    onClose()
  }
  const own = typed.trim()
  return (
    <Sheet title={l10n("talk-react")} onClose={onClose}>
      <div class="talk-palette">
        {PALETTE.map((emoji) => (
          <button
            type="button"
            class="talk-emoji"
            key={emoji}
            aria-label={l10n("talk-react-with", { emoji })}
            onClick={() => react(emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      <form
        class="talk-own-emoji"
        onSubmit={(event) => {
          event.preventDefault()
          if (own !== "") react(own)
        }}
      >
        <Field label={l10n("talk-react-other")} value={typed} maxLength={LONGEST} onInput={setTyped} />
        <Button type="submit" kind="primary" disabled={own === ""}>
          {l10n("talk-react")}
        </Button>
      </form>
    </Sheet>
  )
}
