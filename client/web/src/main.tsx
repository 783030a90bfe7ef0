// The page's entry. The invite is taken out of the address before any other module runs: keep it first.

import { invite } from "./ui/arrival.ts"
import "./trust.ts"
import "./ui/styles/tokens.css"
import "./ui/styles/base.css"
import "./ui/styles/parts.css"
import "./ui/styles/modal.css"
import "./ui/styles/shell.css"
import "./ui/styles/screens.css"
import { connectEngine } from "./engine/client.ts"
import { boot } from "./ui/boot.tsx"
import { leftFor } from "./ui/exit/leave.ts"
import { startUpdates } from "./ui/updates.ts"

const left = leftFor(history.state)
if (left === null) start()
else location.replace(left) // somebody went "forward" after an exit

function start(): void {
  const root = document.querySelector("#app")
  if (root !== null) void boot(root, connectEngine(), invite)
  if (import.meta.env.PROD) startUpdates()
}
