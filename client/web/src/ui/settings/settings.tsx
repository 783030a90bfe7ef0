// The settings, section by section.

import { l10n } from "../../locale/locale.ts"
import { Bar } from "../layout/bar.tsx"
import { Button } from "../parts/button.tsx"
import { go } from "../screens.ts"
import { EraseSection } from "./erase.tsx"
import { ExitSection } from "./exit.tsx"
import { InstallSection } from "./install.tsx"
import { Later } from "./later.tsx"
import { LockSection } from "./lock.tsx"
import { LookSection } from "./look.tsx"
import { NotificationsSection } from "./notifications.tsx"
import { PassphraseSection } from "./passphrase.tsx"
import { Section } from "./section.tsx"
import { StorageSection } from "./storage.tsx"

/** The screen of settings. */
export function Settings() {
  return (
    <>
      <Bar title={l10n("settings")} />
      <div class="pane-body">
        <div class="column">
          <LookSection />
          <LockSection />
          <ExitSection />
          <NotificationsSection />
          <PassphraseSection />
          <Later load={() => import("./devices.tsx")} />
          <Later load={() => import("./backup.tsx")} />
          <StorageSection />
          <InstallSection />
          <Section title={l10n("limits-short")}>
            <p class="soft">{l10n("limits-lead")}</p>
            <div>
              <Button onClick={() => go({ screen: "limits" })}>{l10n("limits-title")}</Button>
            </div>
          </Section>
          <EraseSection />
        </div>
      </div>
    </>
  )
}
