import { effect } from "@preact/signals"
import { beforeEach, expect, test, vi } from "vitest"
import { readChoices } from "../../../src/locale/choices.ts"
import { negotiate } from "../../../src/locale/languages.ts"
import { chooseLanguage, l10n, language, startLanguage, told } from "../../../src/locale/locale.ts"

const html = { lang: "", dir: "" }
const page = { documentElement: html, title: "" }
let kept: Map<string, string>

function browser(languages: string[]): void {
  vi.stubGlobal("navigator", { languages })
}

beforeEach(async () => {
  kept = new Map()
  vi.stubGlobal("document", page)
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  })
  browser(["en"])
  await startLanguage()
})

test("the first language that both speak is taken, else English", () => {
  expect(negotiate(["de-AT", "ar-EG", "en"]).tag).toBe("ar")
  expect(negotiate(["AR"]).tag).toBe("ar")
  expect(negotiate(["en-GB", "ar"]).tag).toBe("en")
  expect(negotiate(["de", "fr"]).tag).toBe("en")
  expect(negotiate([]).tag).toBe("en")
})

test("the page takes language, direction and title from the language", async () => {
  expect([html.lang, html.dir, page.title]).toEqual(["en", "ltr", "Notes"])
  await chooseLanguage("ar")
  expect([html.lang, html.dir, page.title]).toEqual(["ar", "rtl", "ملاحظات"])
})

test("a choice is kept, and stronger than the browser", async () => {
  await chooseLanguage("ar")
  await startLanguage()
  expect(language.value.tag).toBe("ar")
  await chooseLanguage(null)
  expect(language.value.tag).toBe("en")
  expect(readChoices().language).toBeNull()
})

test("nothing but language and theme is kept, under one key that says nothing", async () => {
  await chooseLanguage("ar")
  expect([...kept]).toEqual([["view", '{"language":"ar","theme":"auto"}']])
})

test("a browser that keeps nothing speaks its own language", async () => {
  vi.stubGlobal("localStorage", {
    getItem: () => {
      throw new Error("forbidden")
    },
  })
  browser(["ar"])
  await startLanguage()
  expect(language.value.tag).toBe("ar")
})

test("what was kept by others or is damaged counts for nothing", () => {
  for (const text of ["", "{", "7", "null", '{"language":3,"theme":"pink"}']) {
    kept.set("view", text)
    expect(readChoices()).toEqual({ language: null, theme: "auto" })
  }
})

test("whoever reads a sentence reads it anew when the language changes", async () => {
  const read: string[] = []
  const stop = effect(() => {
    read.push(l10n("settings"))
  })
  await chooseLanguage("ar")
  stop()
  expect(read).toEqual(["Settings", "الإعدادات"])
})

test("names and numbers are isolated", () => {
  expect(l10n("item-left", { subject: "سلمى" })).toBe("\u2068سلمى\u2069 left")
  expect(l10n("span-days", { number: 14 })).toBe("\u206814\u2069 days")
})

test("arguments whose key ends in Id are sentences themselves, with the same arguments", () => {
  const sentence = {
    id: "item-approval",
    args: { author: "Ono", actionId: "action-remove", subject: "Wren" },
  }
  expect(told(sentence).replace(/[\u2068\u2069]/g, "")).toBe("Ono asks to remove Wren")
  const nested = {
    id: "item-approval",
    args: { authorId: "the-relay", actionId: "action-remove", subjectId: "somebody" },
  }
  expect(told(nested).replace(/[\u2068\u2069]/g, "")).toBe("the relay asks to remove somebody")
})

test("numbers follow the plural rules of the language", async () => {
  await chooseLanguage("ar")
  const plain = (number: number) => l10n("circle-members", { number }).replace(/[\u2068\u2069]/g, "")
  const digits = (number: number) => new Intl.NumberFormat("ar").format(number)
  expect([1, 2, 3, 11, 100].map(plain)).toEqual([
    "عضو واحد",
    "عضوان",
    `${digits(3)} أعضاء`,
    `${digits(11)} عضوًا`,
    `${digits(100)} عضو`,
  ])
})

test("a sentence that is missing, or lacks an argument, fails loudly while testing", () => {
  expect(() => l10n("no-such-sentence")).toThrow("no sentence has the id no-such-sentence")
  expect(() => l10n("item-left")).toThrow("item-left")
})
