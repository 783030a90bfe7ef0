// The place of backups among the settings; what it shows is fetched when somebody looks.

import type { FunctionComponent } from "preact"
import { useEffect, useState } from "preact/hooks"
import { toast } from "../toasts.ts"

/** The section, once it is there. */
export function BackupSection() {
  const [Inside, setInside] = useState<FunctionComponent | null>(null)
  useEffect(() => {
    import("./backup.tsx")
      .then(({ ready }) => ready())
      .then((inside) => setInside(() => inside))
      .catch(() => toast({ id: "error-unexpected" }, "warn"))
  }, [])
  return Inside && <Inside />
}
