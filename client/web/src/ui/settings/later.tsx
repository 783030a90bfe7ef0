// Sections of the settings that are fetched, with their sentences, when somebody looks.

import type { FunctionComponent } from "preact"
import { useEffect, useState } from "preact/hooks"
import { toast } from "../toasts.ts"

/** A module that gives its section once the section's sentences are there. */
export interface Module {
  ready(): Promise<FunctionComponent>
}

/** The place of such a section; empty until it is there. */
export function Later({ load }: { load: () => Promise<Module> }) {
  const [Inside, setInside] = useState<FunctionComponent | null>(null)
  useEffect(() => {
    load()
      .then(({ ready }) => ready())
      .then((inside) => setInside(() => inside))
      .catch(() => toast({ id: "error-unexpected" }, "warn"))
  }, [])
  return Inside && <Inside />
}
