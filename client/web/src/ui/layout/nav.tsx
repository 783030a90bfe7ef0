// The few places that are always one press away: below the list, on phones and desktops alike.

import { l10n } from "../../locale/locale.ts"
import { Icon, type IconName } from "../parts/icons.tsx"
import { go, route } from "../screens.ts"
import { call } from "../state.ts"

/** Settings, limits and the lock. */
export function Nav() {
  const at = route.value.screen
  return (
    <div class="nav">
      <Item
        icon="settings"
        label={l10n("settings")}
        here={at === "settings"}
        onClick={() => go({ screen: "settings" })}
      />
      <Item
        icon="shield"
        label={l10n("limits-short")}
        here={at === "limits"}
        onClick={() => go({ screen: "limits" })}
      />
      <Item icon="lock" label={l10n("lock")} here={false} onClick={() => void call("lock")} />
    </div>
  )
}

interface ItemProps {
  icon: IconName
  label: string
  here: boolean
  onClick: () => void
}

function Item({ icon, label, here, onClick }: ItemProps) {
  return (
    <button type="button" class="nav-item" aria-current={here ? "page" : undefined} onClick={onClick}>
      <Icon name={icon} />
      <span>{label}</span>
    </button>
  )
}
