// Inviting: for how many and how long, then the invite itself to be handed over, and those that are open.

import { useState } from "preact/hooks"
import type { InviteInfo } from "../../../engine/api.ts"
import { l10n } from "../../../locale/locale.ts"
import { number, relative, span } from "../../../locale/moments.ts"
import { now } from "../../now.ts"
import { Button } from "../../parts/button.tsx"
import { Select } from "../../parts/choice.tsx"
import { Confirm, Sheet } from "../../parts/dialog.tsx"
import { Notice } from "../../parts/notice.tsx"
import { invitesOf } from "../../state.ts"
import { refreshInvites } from "../../stores.ts"
import { type Doing, DoneNote, Underway, useDoing } from "./doing.tsx"
import { Handover } from "./handover.tsx"
import { Loading } from "./loading.tsx"
import type { PanelProps } from "./panels.tsx"

const USES = [1, 2, 3, 5, 10, 20, 50]
const HOUR = 3_600
const LIVES = [HOUR, 24 * HOUR, 48 * HOUR, 7 * 24 * HOUR]
/** Long enough to hand it over, too short to lie about. */
const FIRST_LIFE = 48 * HOUR

/** The states in which an invite is listed: what has ended is of no more use to anybody. */
const LISTED: ReadonlySet<InviteInfo["state"]> = new Set(["new", "open", "ending"])

/** The panel of the invites. */
export function InvitePanel({ circle, onClose, onGo }: PanelProps) {
  const all = invitesOf(circle.key).value
  const doing = useDoing()
  const [handed, setHanded] = useState<string | null>(null)
  const [revoked, setRevoked] = useState<InviteInfo | null>(null)
  const open = all?.filter(({ state }) => LISTED.has(state)) ?? []
  const shown = open.find((invite) => invite.id === handed && isReady(invite)) ?? null

  const revoke = async ({ id }: InviteInfo) => {
    const answer = await doing.ask("revoke", circle.key, id)
    setRevoked(null)
    if (answer.ok) doing.say({ tone: "good", sentence: { id: "doors-invite-revoked" } })
  }

  return (
    <Sheet title={l10n("talk-invite")} onClose={onClose}>
      <DoneNote doing={doing} />
      {shown !== null ? (
        <>
          <Handover invite={shown} onKnocks={() => onGo("knocks")} />
          <Button kind="quiet" icon="add" onClick={() => setHanded(null)}>
            {l10n("doors-invite-another")}
          </Button>
        </>
      ) : circle.mayInvite ? (
        <Maker circle={circle.key} doing={doing} onMade={setHanded} />
      ) : (
        <Notice tone="info">
          <p>{l10n("error-invite-by-hosts")}</p>
        </Notice>
      )}
      {all === null && <Loading again={() => refreshInvites(circle.key)} />}
      {open.length > 0 && (
        <section class="doors-part">
          <h3 class="doors-title">{l10n("doors-invite-open")}</h3>
          <ul class="doors-list">
            {open.map((invite) => (
              <li key={invite.id}>
                <Open
                  invite={invite}
                  shown={invite.id === shown?.id}
                  onShow={() => setHanded(invite.id)}
                  onRevoke={() => setRevoked(invite)}
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      {revoked !== null && (
        <Confirm
          title={l10n("doors-invite-revoke-title")}
          action={l10n("doors-invite-revoke")}
          danger
          busy={doing.busy}
          onConfirm={() => void revoke(revoked)}
          onClose={() => setRevoked(null)}
        >
          <p>{l10n("doors-invite-revoke-warning")}</p>
          <Underway circle={circle.key} doing={doing} label={l10n("doors-working")} />
        </Confirm>
      )}
    </Sheet>
  )
}

interface MakerProps {
  circle: string
  doing: Doing
  onMade: (id: string) => void
}

/** For how many an invite is, and until when. */
function Maker({ circle, doing, onMade }: MakerProps) {
  const [uses, setUses] = useState("1")
  const [life, setLife] = useState(String(FIRST_LIFE))
  const make = async () => {
    const answer = await doing.ask("invite", circle, Number(uses), life === "" ? null : Number(life))
    if (answer.ok) onMade(answer.value.id)
  }
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      <p>{l10n("doors-invite-lead")}</p>
      <Select
        label={l10n("doors-invite-uses")}
        value={uses}
        options={USES.map((count) => ({
          value: String(count),
          label: l10n("doors-invite-people", { number: count }),
        }))}
        onChange={setUses}
      />
      {uses !== "1" && (
        <Notice tone="warn">
          <p>{l10n("doors-invite-many-warning")}</p>
        </Notice>
      )}
      <Select
        label={l10n("doors-invite-life")}
        value={life}
        options={[
          ...LIVES.map((seconds) => ({ value: String(seconds), label: span(seconds) })),
          { value: "", label: l10n("doors-invite-endless") },
        ]}
        onChange={setLife}
      />
      <Underway circle={circle} doing={doing} label={l10n("doors-invite-making")} />
      <Button kind="primary" type="submit" busy={doing.busy}>
        {l10n("doors-invite-make")}
      </Button>
    </form>
  )
}

interface OpenProps {
  invite: InviteInfo
  shown: boolean
  onShow: () => void
  onRevoke: () => void
}

/** An invite that is open, in a line. */
function Open({ invite, shown, onShow, onRevoke }: OpenProps) {
  const { uses, usesLeft, state } = invite
  return (
    <div class="doors-invite">
      <div class="doors-invite-main">
        <p>{l10n("doors-invite-left", { left: number(usesLeft), number: uses })}</p>
        <p class="soft small">{standingOf(invite)}</p>
      </div>
      {!shown && isReady(invite) && (
        <Button kind="quiet" onClick={onShow}>
          {l10n("doors-invite-show")}
        </Button>
      )}
      {state !== "ending" && (
        <Button kind="quiet" onClick={onRevoke}>
          {l10n("doors-invite-revoke")}
        </Button>
      )}
    </div>
  )
}

/** Whether the code may be told: the first note stands in its box, so that nobody can put another there. */
export function isReady({ state, code }: InviteInfo): boolean {
  return state === "open" && code !== ""
}

function standingOf({ state, expires }: InviteInfo): string {
  if (state === "new") return l10n("doors-invite-opening")
  if (state === "ending") return l10n("doors-invite-ending")
  return expires === null
    ? l10n("doors-invite-no-end")
    : l10n("doors-invite-ends", { when: relative(expires, now.value) })
}
