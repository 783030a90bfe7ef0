// The head of a circle: its name, whether the relay is there, and the ways to its rooms.

import { useEffect, useState } from "preact/hooks"
import type { CircleInfo } from "../../engine/api.ts"
import { l10n } from "../../locale/locale.ts"
import { number } from "../../locale/moments.ts"
import { Bar } from "../layout/bar.tsx"
import { Button, IconButton } from "../parts/button.tsx"
import { Menu } from "../parts/menu.tsx"
import { Progress } from "../parts/progress.tsx"
import { call, progressOf } from "../state.ts"
import { openPanel } from "./doors/panels.tsx"

/** The bar of a circle. */
export function Header({ circle, live }: { circle: CircleInfo; live: boolean }) {
  const { key, knocks } = circle
  return (
    <Bar
      title={circle.label}
      way="narrow"
      under={l10n("circle-members", { number: circle.members })}
      actions={
        <>
          {knocks > 0 && live && (
            <IconButton
              icon="person"
              label={l10n("circle-knocks", { number: knocks })}
              count={number(knocks)}
              onClick={() => openPanel("knocks", key)}
            />
          )}
          <Menu
            label={l10n("talk-menu", { circle: circle.label })}
            items={[
              { label: l10n("talk-members"), icon: "people", run: () => openPanel("members", key) },
              live && circle.mayInvite
                ? { label: l10n("talk-invite"), icon: "invite", run: () => openPanel("invite", key) }
                : null,
              live && circle.mayInvite
                ? { label: l10n("talk-knocks"), icon: "person", run: () => openPanel("knocks", key) }
                : null,
              live
                ? { label: l10n("talk-verify"), icon: "shield", run: () => openPanel("verify", key) }
                : null,
              live ? { label: l10n("talk-card"), icon: "edit", run: () => openPanel("card", key) } : null,
              { label: l10n("talk-policy"), icon: "settings", run: () => openPanel("policy", key) },
              live
                ? {
                    label: l10n("talk-leave"),
                    icon: "exit",
                    danger: true,
                    run: () => openPanel("leave", key),
                  }
                : null,
            ]}
          />
        </>
      }
    />
  )
}

/** What the relay is doing, where that is not simply being there. */
export function LinkStrip({ circle }: { circle: CircleInfo }) {
  const progress = progressOf(circle.key)
  if (progress !== null) {
    return (
      <div class="talk-strip">
        <Progress label={l10n(`talk-${progress.task}`)} share={progress.share} />
      </div>
    )
  }
  if (circle.link === "connecting") {
    return (
      <div class="talk-strip" role="status">
        <span class="spinner" aria-hidden="true" />
        <span>{l10n("talk-connecting")}</span>
      </div>
    )
  }
  return circle.link === "offline" ? <Offline circle={circle} /> : null
}

function Offline({ circle }: { circle: CircleInfo }) {
  const left = useSecondsTo(circle.retryAt)
  return (
    <div class="talk-strip talk-strip-offline">
      <span role="status">{l10n("talk-offline")}</span>
      {left !== null && left > 0 && <span>{l10n("talk-retry", { number: left })}</span>}
      <Button kind="quiet" onClick={() => void call("sync", circle.key)}>
        {l10n("talk-retry-now")}
      </Button>
    </div>
  )
}

/** Seconds until a moment, counted down. */
function useSecondsTo(at: number | null): number | null {
  const [now, setNow] = useState(() => Math.floor(Date.now() / 1000))
  useEffect(() => {
    if (at === null) return
    const timer = setInterval(() => setNow(Math.floor(Date.now() / 1000)), 1000)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? null : Math.max(at - now, 0)
}
