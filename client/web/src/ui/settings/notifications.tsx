// Notifications without content, while the page is open.

import { l10n } from "../../locale/locale.ts"
import { mayNotify } from "../notify.ts"
import { Switch } from "../parts/choice.tsx"
import { call, settings } from "../state.ts"
import { toast } from "../toasts.ts"
import { Section } from "./section.tsx"

/** The switch, where the browser has notifications at all. */
export function NotificationsSection() {
  const held = settings.value
  if (held === null || !("Notification" in globalThis)) return null

  const turn = async (on: boolean) => {
    if (on && !(await mayNotify())) {
      toast({ id: "notifications-refused" }, "warn")
      return
    }
    await call("setSettings", { notifications: on })
  }

  return (
    <Section title={l10n("settings-notifications")}>
      <Switch
        label={l10n("notifications")}
        hint={l10n("notifications-hint")}
        checked={held.notifications}
        onChange={(on) => void turn(on)}
      />
    </Section>
  )
}
