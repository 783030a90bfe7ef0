// What this browser keeps in the clear: the chosen language and the light or dark look, and nothing else.
// Both are wanted before the vault is open. Everything else lives in the vault. The key says nothing of what
// the page is for.

const KEY = "view"

export type Theme = "auto" | "light" | "dark"

export interface Choices {
  /** The tag of the chosen language; null to follow the browser. */
  language: string | null
  theme: Theme
}

const NONE: Choices = { language: null, theme: "auto" }

/** The choices kept here; a browser that keeps nothing has none. */
export function readChoices(): Choices {
  try {
    return parse(JSON.parse(localStorage.getItem(KEY) ?? "null"))
  } catch {
    return NONE
  }
}

/** Keep the choices; where the browser forbids it they hold until the page is closed. */
export function writeChoices(choices: Choices): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(choices))
  } catch {
    // Storage is forbidden or full: nothing depends on it.
  }
}

/** Forget the choices, when everything is erased. */
export function forgetChoices(): void {
  try {
    localStorage.removeItem(KEY)
  } catch {
    // As above: what cannot be reached was not written.
  }
}

function parse(value: unknown): Choices {
  if (typeof value !== "object" || value === null) return NONE
  const { language, theme } = value as Record<string, unknown>
  return {
    language: typeof language === "string" ? language : null,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
  }
}
