// One message: who said it, what, and all that befell it.

import { useId, useRef, useState } from "preact/hooks"
import type { Item } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { clock, full, relative } from "../../locale/moments.ts"
import { now } from "../now.ts"
import { Avatar } from "../parts/avatar.tsx"
import { Confirm } from "../parts/dialog.tsx"
import { Icon } from "../parts/icons.tsx"
import { Menu } from "../parts/menu.tsx"
import { call } from "../state.ts"
import { toast } from "../toasts.ts"
import { beginEdit, replyTo } from "./drafts.ts"
import { useLongPress } from "./press.ts"
import { ReactionPicker, Reactions, WhoReacted } from "./reactions.tsx"
import type { RowProps } from "./row.tsx"
import { Words } from "./words.tsx"

/** Less than this, in seconds, and it is said how soon a message disappears. */
const SOON = 2 * 86_400

type MessageProps = RowProps & {
  /** Whether it follows a message of the same author closely. */
  follows: boolean
}

/** What was chosen to be done with a message, and takes a panel. */
type Doing = "react" | "who" | "retract"

/** A message in its row. */
export function Message(props: MessageProps) {
  const { item, follows, live, current, onCurrent } = props
  const id = useId()
  const row = useRef<HTMLElement>(null)
  const [doing, setDoing] = useState<Doing | null>(null)
  const author = item.author ?? l10n("somebody")
  const acts = live && !item.retracted
  const openMenu = () => {
    const button = row.current?.querySelector<HTMLButtonElement>(".talk-more button")
    if (button?.getAttribute("aria-expanded") === "false") button.click()
  }
  const press = useLongPress(openMenu)

  return (
    <article
      ref={row}
      class={`talk-message${item.mine ? " talk-mine" : ""}${follows ? " talk-follows" : ""}`}
      data-item={item.id}
      data-message=""
      aria-label={l10n("talk-message", {
        author: item.mine ? l10n("talk-you") : author,
        when: full(item.at),
      })}
      aria-describedby={id}
      tabIndex={current ? 0 : -1}
      onFocus={() => onCurrent(item.id)}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.target !== row.current || !acts) return
        event.preventDefault()
        openMenu()
      }}
      onContextMenu={(event) => {
        // Marked text keeps the browser's own menu.
        if (!acts || getSelection()?.isCollapsed === false) return
        event.preventDefault()
        openMenu()
      }}
      {...(acts ? press : {})}
    >
      {!item.mine && !follows && item.authorId !== null && (
        <Avatar id={item.authorId} name={author} size="small" />
      )}
      <div class="talk-bubble">
        {!follows && (
          <header class="talk-head">
            <span class="talk-author">{item.mine ? l10n("talk-you") : <bdi>{author}</bdi>}</span>
            <time class="talk-time" dateTime={new Date(item.at * 1000).toISOString()} title={full(item.at)}>
              {clock(item.at)}
            </time>
          </header>
        )}
        <div id={id}>
          <Body {...props} />
          <Marks item={item} />
        </div>
        <Reactions circle={props.circle} item={item} live={live} />
      </div>
      {acts && <Actions {...props} onDo={setDoing} />}
      {doing !== null && <Panel {...props} doing={doing} onClose={() => setDoing(null)} />}
    </article>
  )
}

/** The menu beside a message. */
function Actions({ circle, item, onDo }: MessageProps & { onDo: (what: Doing) => void }) {
  const author = item.mine ? l10n("talk-you") : (item.author ?? l10n("somebody"))
  return (
    <span class="talk-more">
      <Menu
        label={l10n("talk-actions", { author })}
        items={[
          { label: l10n("talk-reply"), icon: "reply", run: () => replyTo(circle, item) },
          { label: l10n("talk-react"), icon: "react", run: () => onDo("react") },
          item.reactions.length > 0
            ? { label: l10n("talk-who"), icon: "people", run: () => onDo("who") }
            : null,
          { label: l10n("copy"), icon: "copy", run: () => void copy(item) },
          item.mine ? { label: l10n("talk-edit"), icon: "edit", run: () => beginEdit(circle, item) } : null,
          item.mine
            ? { label: l10n("talk-retract"), icon: "trash", danger: true, run: () => onDo("retract") }
            : null,
        ]}
      />
    </span>
  )
}

function Panel({ circle, item, doing, onClose }: MessageProps & { doing: Doing; onClose: () => void }) {
  switch (doing) {
    case "react":
      return <ReactionPicker circle={circle} item={item} onClose={onClose} />
    case "who":
      return <WhoReacted item={item} onClose={onClose} />
    case "retract":
      return (
        <Confirm
          title={l10n("talk-retract-title")}
          action={l10n("talk-retract")}
          danger
          onConfirm={() => {
            onClose()
            void call("retract", circle, item.id)
          }}
          onClose={onClose}
        >
          <p>{l10n("talk-retract-warning")}</p>
        </Confirm>
      )
  }
}

function Body(props: MessageProps) {
  const { item } = props
  const [unfolded, setUnfolded] = useState(false)
  if (item.retracted) return <p class="talk-gone">{l10n("talk-retracted")}</p>
  const folded = item.muted || item.cw !== null
  return (
    <>
      {item.replyTo !== null && <Quote {...props} id={item.replyTo} />}
      {folded && (
        <button
          type="button"
          class="talk-fold"
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          <Icon name={item.cw === null ? "mute" : "warn"} />
          <span class="talk-fold-words">
            {item.muted ? l10n("talk-muted") : <span class="unseen">{l10n("compose-cw")}</span>}{" "}
            {item.cw !== null && <bdi>{item.cw}</bdi>}
          </span>
          <span class="talk-fold-do">{unfolded ? l10n("talk-hide") : l10n("talk-show")}</span>
        </button>
      )}
      {(!folded || unfolded) && item.text !== null && <Words text={item.text} />}
    </>
  )
}

/** What a message answers. One that is not loaded yet can be gone to all the same. */
function Quote({ answered, whole, onShow, id }: MessageProps & { id: string }) {
  if (answered === null && whole) return <p class="talk-quote talk-quote-gone">{l10n("talk-reply-gone")}</p>
  if (answered === null) {
    return (
      <button type="button" class="talk-quote" onClick={() => onShow(id)}>
        {l10n("talk-reply-earlier")}
      </button>
    )
  }
  const said = answered.retracted || answered.muted ? null : (answered.cw ?? answered.text)
  return (
    <button type="button" class="talk-quote" onClick={() => onShow(id)}>
      <span class="unseen">{l10n("talk-in-reply")}</span>
      <bdi class="talk-quote-author">
        {answered.mine ? l10n("talk-you") : (answered.author ?? l10n("somebody"))}
      </bdi>
      <bdi class="talk-quote-text">{said ?? l10n("talk-hidden")}</bdi>
    </button>
  )
}

/** What else there is to know: edited, how to answer, when it goes, whether it is out. */
function Marks({ item }: { item: Item }) {
  const { expires, tone, state } = item
  const marks: string[] = []
  if (item.edited && !item.retracted) marks.push(l10n("talk-edited"))
  if (tone === 1) marks.push(l10n("talk-tone-listen"))
  if (tone === 2) marks.push(l10n("talk-tone-advice"))
  if (expires !== null && expires - now.value < SOON) {
    marks.push(l10n("talk-expires", { when: relative(expires, now.value) }))
  }
  // Of what others said, only our reaction can wait.
  if (state === "waiting") marks.push(l10n(item.mine ? "talk-waiting" : "talk-waiting-reaction"))
  if (marks.length === 0) return null
  return (
    <p class="talk-marks">
      {state === "waiting" && <Icon name="clock" />}
      {marks.map((mark) => (
        <span key={mark}>{mark}</span>
      ))}
    </p>
  )
}

async function copy(item: Item): Promise<void> {
  try {
    await navigator.clipboard.writeText(item.text ?? "")
    toast({ id: "copied" }, "good")
  } catch {
    toast({ id: "talk-copy-failed" }, "warn")
  }
}
