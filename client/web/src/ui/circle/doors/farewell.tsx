// The farewell to a circle: whether one is ready for when everything here is erased (docs/web.md, Quick exit).

import { useEffect, useState } from "preact/hooks"
import { farewellSources } from "../../../locale/farewell/sources.ts"
import { l10n, learn } from "../../../locale/locale.ts"
import { Switch } from "../../parts/choice.tsx"
import { Notice } from "../../parts/notice.tsx"
import type { Module } from "../../settings/later.tsx"
import { call } from "../../state.ts"

/** The part of the rules that is about the farewell, once its sentences are there. */
export function farewellTo(circle: string): Module {
  return {
    ready: async () => {
      await learn(farewellSources)
      return () => <Farewell circle={circle} />
    },
  }
}

function Farewell({ circle }: { circle: string }) {
  /** Null until the engine has answered. */
  const [ready, setReady] = useState<boolean | null>(null)
  const look = async () => {
    const answer = await call("farewell", circle)
    if (answer.ok) setReady(answer.value)
  }
  useEffect(() => void look(), [circle])

  const turn = async (on: boolean) => {
    setReady(on)
    await call("setFarewell", circle, on ? l10n("session-farewell") : null)
    await look() // which takes it back where it could not be done
  }

  return (
    <section class="doors-part stack">
      <h3 class="doors-title">{l10n("farewell")}</h3>
      <Switch
        label={l10n("farewell-ready")}
        hint={l10n("farewell-what")}
        checked={ready === true}
        disabled={ready === null}
        onChange={(on) => void turn(on)}
      />
      <p class="soft">{l10n("farewell-words")}</p>
      <blockquote>{l10n("session-farewell")}</blockquote>
      <Notice tone="warn">
        <p>{l10n("farewell-cost")}</p>
      </Notice>
    </section>
  )
}
