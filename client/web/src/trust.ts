// The browser lets nothing turn text into code (Trusted Types, by the relay's Content-Security-Policy) but for
// this one policy: the page may start the workers that are served beside it. Import it before whatever does.

/** The engine's worker and the service worker, as the build names them, below the page's directory. */
const SCRIPT = /^(?:sw|assets\/[A-Za-z0-9_-]+)\.js$/

interface Policies {
  createPolicy(name: "default", rules: { createScriptURL(url: string): string | null }): unknown
}

/** The address if it is that of a script beside the page, else null, which the browser takes for a refusal. */
export function ownScript(url: string, page: string): string | null {
  const home = new URL(".", page).href
  const wanted = new URL(url, page).href
  return wanted.startsWith(home) && SCRIPT.test(wanted.slice(home.length)) ? url : null
}

const { trustedTypes } = globalThis as { trustedTypes?: Policies }
trustedTypes?.createPolicy("default", { createScriptURL: (url) => ownScript(url, location.href) })
