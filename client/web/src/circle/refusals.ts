// The table of refusals: every reason for which a seal's commit is void under a circle's policy. The numbers
// are normative (docs/circle.md, section 9) and never reused; what people are told stands in client/locales.

/** Why a commit is void; if several apply, the first in the order of `judge.ts`. */
export const Refusal = {
  DATA: 1,
  EXTERNAL: 2,
  PSK: 3,
  REINIT: 4,
  REFERENCE: 5,
  NO_PATH: 6,
  EXTENSIONS: 7,
  POLICY: 8,
  STRANGER: 9,
  MEMBER_ID: 10,
  ROSTER: 11,
  SIZE: 12,
  LEAVES: 13,
  NO_HOST: 14,
  NAME_TAKEN: 15,
  NAME: 16,
  RELAY: 17,
  RULES: 18,
  THRESHOLD: 19,
  REMOVE: 20,
  PARTIAL: 21,
  REJOIN: 22,
  REJOIN_UNSIGNED: 23,
  DEVICE: 24,
  CODE_MISSING: 25,
  CODE_UNKNOWN: 26,
  CODE_OVERSPENT: 27,
  CODE_COUNT: 28,
  CODE_CHANGED: 29,
  CODE_OPENED: 30,
  CODE_CLOSED: 31,
  CODES_KEPT: 32,
  ADDER: 33,
  APPOINT: 34,
  DEMOTE: 35,
  ROLE: 36,
  NEWCOMER_ROLE: 37,
  IDENTITY: 38,
} as const
export type Refusal = (typeof Refusal)[keyof typeof Refusal]

/** Every refusal with its name in lower case and hyphens, as records and sentences have it. */
export const REFUSALS: readonly { readonly number: Refusal; readonly name: string }[] = Object.entries(
  Refusal,
).map(([name, number]) => ({ number, name: name.toLowerCase().replaceAll("_", "-") }))

/** The name of a refusal, in lower case and hyphens. */
export function refusalName(refusal: Refusal): string {
  return REFUSALS.find(({ number }) => number === refusal)?.name ?? ""
}
