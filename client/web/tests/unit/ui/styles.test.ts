import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { expect, test } from "vitest"

const UI = fileURLToPath(new URL("../../../src/ui/", import.meta.url))
const SHEETS = readdirSync(UI, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".css"))
  .map((path) => [path, readFileSync(`${UI}${path}`, "utf8")] as const)
const TOKENS = readFileSync(`${UI}styles/tokens.css`, "utf8")

type Rgb = readonly [number, number, number]

/** The colours by name, light and dark. A later one of the same name is for more contrast, and left out. */
function coloursOf(css: string): Map<string, readonly [Rgb, Rgb]> {
  const found = new Map<string, readonly [Rgb, Rgb]>()
  for (const [, name = "", value = ""] of css.matchAll(
    /--([\w-]+):\s*(light-dark\([^;]*\)|#[0-9a-f]{6});/g,
  )) {
    const shades = [...value.matchAll(/#([0-9a-f]{6})/g)].map(([, digits = ""]) => rgb(digits))
    const [light, dark = light] = shades
    if (light !== undefined && dark !== undefined && !found.has(name)) found.set(name, [light, dark])
  }
  return found
}

function rgb(digits: string): Rgb {
  const channel = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16)
  return [channel(0), channel(2), channel(4)]
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: Rgb, b: Rgb): number {
  const luminance = (colour: Rgb) => {
    const [r, g, b] = colour.map((value) => {
      const part = value / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    }) as [number, number, number]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (lighter + 0.05) / (darker + 0.05)
}

const GROUNDS = ["ground", "surface", "raised", "sunken"]
const ON_SOFT = ["accent", "care", "danger", "good"]

/** Text and its ground: 4.5 to 1. */
const TEXTS: [string, string][] = [
  ...["ink", "ink-soft", "ink-faint"].flatMap((ink) =>
    GROUNDS.map((ground): [string, string] => [ink, ground]),
  ),
  ...["accent", "care", "danger", "good"].flatMap((ink) =>
    ["ground", "surface", "raised"].map((ground): [string, string] => [ink, ground]),
  ),
  ...ON_SOFT.map((tone): [string, string] => [`on-${tone}-soft`, `${tone}-soft`]),
  ["on-accent", "accent-fill"],
  ["on-accent", "accent-fill-hover"],
  ["on-care", "care-fill"],
  ["on-danger", "danger-fill"],
  ...Array.from({ length: 8 }, (_, at): [string, string] => [`on-hue-${at}`, `hue-${at}`]),
]
/** Edges of fields, rings of focus, fills of what is turned on: 3 to 1. */
const SHAPES: [string, string][] = [
  ...["edge", "focus"].flatMap((line) => GROUNDS.map((ground): [string, string] => [line, ground])),
  ["focus", "accent-soft"],
  ["focus", "care-soft"],
  ["focus", "danger-soft"],
  ["edge", "raised"],
]

test.each([...TEXTS.map((pair) => [...pair, 4.5] as const), ...SHAPES.map((pair) => [...pair, 3] as const)])(
  "%s on %s has a contrast of %d to 1, light and dark",
  (front, back, least) => {
    const colours = coloursOf(TOKENS)
    const [above, below] = [colours.get(front), colours.get(back)]
    if (above === undefined || below === undefined) throw new Error("no such colour")
    expect(contrast(above[0], below[0]), "light").toBeGreaterThanOrEqual(least)
    expect(contrast(above[1], below[1]), "dark").toBeGreaterThanOrEqual(least)
  },
)

const PHYSICAL =
  /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|(?:min-|max-)?(?:width|height)|float|text-align:\s*(?:left|right))\s*:/

test.each(SHEETS)("%s knows beginning and end, not left and right", (_, css) => {
  const rules = css
    .replace(/@(?:media|container)[^{]*\{/g, "{")
    .split("\n")
    // A line that says why it has to be physical may be.
    .filter((line) => !line.includes("/*"))
  expect(rules.filter((line) => PHYSICAL.test(line) || /text-align:\s*(?:left|right)/.test(line))).toEqual([])
})

test.each(SHEETS)("%s fetches nothing, and takes its colours from the tokens", (name, css) => {
  expect(css).not.toMatch(/url\(|@import|@font-face/)
  if (name === "styles/tokens.css") return
  const literal = css.replace(/html\.gone \{[^}]*\}/, "").match(/#[0-9a-f]{3,8}\b|rgb\(|hsl\(/g)
  expect(literal).toBeNull()
})

test("every property that is used stands in the tokens, or is set by a script with a fallback", () => {
  const defined = new Set([...TOKENS.matchAll(/(--[\w-]+):/g)].map(([, name]) => name))
  const used = SHEETS.flatMap(([, css]) => [...css.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name))
  expect([...new Set(used)].filter((name) => !defined.has(name))).toEqual([])
})
