// Numbers, moments and lengths of time as people of the shown language write them. Moments and lengths are
// in seconds. Each function reads the language, so what renders with it follows a change of language.

import { l10n, language } from "./locale.ts"
import { spanParts } from "./spans.ts"

const DAY = 86_400

/** A whole number, in the digits of the language. */
export function number(value: number): string {
  return new Intl.NumberFormat(language.value.tag).format(value)
}

/** A share from 0 to 1, in percent. */
export function percent(share: number): string {
  return new Intl.NumberFormat(language.value.tag, { style: "percent" }).format(share)
}

/** The time of day. */
export function clock(at: number): string {
  return moment(at, { hour: "numeric", minute: "2-digit" })
}

/** The day in words: today, yesterday, the weekday within a week, else the date. */
export function day(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days === 0 || days === 1) {
    return new Intl.RelativeTimeFormat(language.value.tag, { numeric: "auto" }).format(-days, "day")
  }
  if (days > 1 && days < 7) return moment(at, { weekday: "long" })
  return moment(at, { day: "numeric", month: "long", ...(sameYear(at, now) ? {} : { year: "numeric" }) })
}

/** Short, for lists: the time today, else the day. */
export function brief(at: number, now: number): string {
  const days = daysBetween(at, now)
  if (days === 0) return clock(at)
  if (days === 1) return day(at, now)
  if (days > 1 && days < 7) return moment(at, { weekday: "short" })
  return moment(at, { day: "numeric", month: "short", ...(sameYear(at, now) ? {} : { year: "numeric" }) })
}

/** Day and time, in full. */
export function full(at: number): string {
  return moment(at, { dateStyle: "full", timeStyle: "short" })
}

/** How long ago, or how far ahead, in one rounded unit. */
export function relative(at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(language.value.tag, { numeric: "auto" })
  const apart = at - now
  const size = Math.abs(apart)
  if (size < 60) return format.format(0, "second")
  if (size < 3_600) return format.format(Math.trunc(apart / 60), "minute")
  if (size < DAY) return format.format(Math.trunc(apart / 3_600), "hour")
  if (size < 30 * DAY) return format.format(Math.trunc(apart / DAY), "day")
  return format.format(Math.trunc(apart / (30 * DAY)), "month")
}

/** A length of time in the largest unit that makes it a whole number: two weeks, 36 hours. */
export function span(seconds: number): string {
  const { unit, number } = spanParts(seconds)
  return l10n(`span-${unit}`, { number })
}

/** Formats that were used before: to make one takes hundreds of times longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function moment(at: number, options: Intl.DateTimeFormatOptions): string {
  const { tag } = language.value
  const name = tag + JSON.stringify(options)
  const format = formats.get(name) ?? new Intl.DateTimeFormat(tag, options)
  formats.set(name, format)
  return format.format(at * 1000)
}

/** Days of the calendar between two moments, at the place of the device. */
function daysBetween(at: number, now: number): number {
  const start = (moment: number) => new Date(moment * 1000).setHours(0, 0, 0, 0)
  return Math.round((start(now) - start(at)) / (DAY * 1000))
}

function sameYear(at: number, now: number): boolean {
  return new Date(at * 1000).getFullYear() === new Date(now * 1000).getFullYear()
}
