// Reading the Fluent files as a test needs them: which messages there are, and what goes into each.

import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { FluentResource } from "@fluent/bundle"

const LOCALES = fileURLToPath(new URL("../../../../locales/", import.meta.url))

/** The files that the web client speaks from; the others are the terminal's. */
export const FILES = [
  "circle.ftl",
  "web.ftl",
  "web-circle.ftl",
  "web-doors.ftl",
  "backup.ftl",
  "web-backup.ftl",
  "web-devices.ftl",
  "farewell.ftl",
  "web-farewell.ftl",
] as const

export type Pattern = FluentResource["body"][number]["value"]

export function read(language: string, file: string): string {
  return readFileSync(`${LOCALES}${language}/${file}`, "utf8")
}

/** The messages of a file by their ids. */
export function messages(language: string, file: string): Map<string, Pattern> {
  return new Map(new FluentResource(read(language, file)).body.map((entry) => [entry.id, entry.value]))
}

/** All messages of a language. */
export function all(language: string): Map<string, Pattern> {
  return new Map(FILES.flatMap((file) => [...messages(language, file)]))
}

/** The names of all variables in a pattern. */
export function variables(pattern: unknown, found = new Set<string>()): Set<string> {
  if (typeof pattern !== "object" || pattern === null) return found
  if ("type" in pattern && pattern.type === "var" && "name" in pattern) found.add(String(pattern.name))
  for (const part of Object.values(pattern)) variables(part, found)
  return found
}

/** The keys of each choice in a pattern, as sets. */
export function choices(pattern: unknown, found: Set<string>[] = []): Set<string>[] {
  if (typeof pattern !== "object" || pattern === null) return found
  if ("type" in pattern && pattern.type === "select" && "variants" in pattern) {
    const variants = pattern.variants as { key: { value: unknown } }[]
    found.push(new Set(variants.map((variant) => String(variant.key.value))))
  }
  for (const part of Object.values(pattern)) choices(part, found)
  return found
}
