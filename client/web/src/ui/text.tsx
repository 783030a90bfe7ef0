// A sentence as an element of the page.

import { type Args, l10n, type Told, told } from "../locale/locale.ts"

/** The sentence with this id, in the language that is shown. */
export function T({ id, args }: { id: string; args?: Args }) {
  return <>{l10n(id, args)}</>
}

/** A sentence that the engine sent. */
export function Sentence({ of }: { of: Told }) {
  return <>{told(of)}</>
}
