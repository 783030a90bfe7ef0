// An invite that comes with the address. This module is the first that the page runs: it takes the invite out
// of the address bar, and out of where "back" leads, before anything else happens. The browser's own list of
// pages visited is out of reach: it may hold the link, and the limits say so.

/** A device code is none, and is told so where invites are used. */
const INVITE = /^#(join|device)-/i

/** What came with the address that the page was opened by; null where there was none. */
export const invite = take()

/** Hear of invites that are opened while the page is there already. */
export function onInvite(arrived: (invite: string) => void): void {
  addEventListener("hashchange", () => {
    const taken = take()
    if (taken !== null) arrived(taken)
  })
}

/** The invite as the link that it came by, without what else the address may have held. */
function take(): string | null {
  const { hash, href, pathname } = location
  if (hash === "") return null
  history.replaceState(history.state, "", pathname)
  return INVITE.test(hash) ? new URL(".", href).href + hash : null
}
