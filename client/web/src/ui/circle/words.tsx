// The words of a message. An address in them is not a link: whoever opens one shows it where they are, so it
// takes a question first.

import { useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Confirm } from "../parts/dialog.tsx"

const ADDRESS = /https?:\/\/[^\s<>"'`]+/giu
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}،؛؟。]+$/u

interface Piece {
  text: string
  /** Where it leads, as the browser reads it: without signs that look like others. Null for plain words. */
  href: string | null
}

/** A text with its addresses told apart. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(TRAILING, "")
    const href = hrefOf(address)
    if (href === null) continue
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), href: null })
    pieces.push({ text: address, href })
    at = found.index + address.length
  }
  if (at < text.length) pieces.push({ text: text.slice(at), href: null })
  return pieces
}

function hrefOf(address: string): string | null {
  try {
    return new URL(address).href
  } catch {
    return null
  }
}

/** What somebody said, in its own direction. */
export function Words({ text }: { text: string }) {
  const [asked, setAsked] = useState<string | null>(null)
  return (
    <>
      <p class="talk-text" dir="auto">
        {piecesOf(text).map((piece, at) =>
          piece.href !== null ? (
            <button type="button" class="talk-address" key={at} onClick={() => setAsked(piece.href)}>
              <bdi dir="ltr">{piece.text}</bdi>
            </button>
          ) : (
            piece.text
          ),
        )}
      </p>
      {asked !== null && <OpenAddress href={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function OpenAddress({ href, onClose }: { href: string; onClose: () => void }) {
  const follow = () => {
    window.open(href, "_blank", "noopener,noreferrer")
    onClose()
  }
  return (
    <Confirm title={l10n("talk-open-title")} action={l10n("talk-open")} onConfirm={follow} onClose={onClose}>
      <p>{l10n("talk-open-warning")}</p>
      <p>{l10n("talk-open-leads", { host: new URL(href).host })}</p>
      <p class="talk-address-whole" dir="ltr">
        {href}
      </p>
    </Confirm>
  )
}
