// Something to copy, such as an invite's code.

import { useEffect, useId, useRef, useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { Button } from "./button.tsx"

const SHOWN_MS = 2_500

interface CopyProps {
  label: string
  value: string
}

/** A text that is copied with one press, and can be marked where the browser does not let us copy. */
export function CopyField({ label, value }: CopyProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copied])

  const copy = async () => {
    field.current?.select()
    try {
      await navigator.clipboard.writeText(value)
      setCopied(true)
    } catch {
      // It stays marked: the keyboard's or the phone's own copying takes it from there.
    }
  }

  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      <div class="copy">
        <textarea
          class="input input-code copy-text"
          id={id}
          ref={field}
          rows={2}
          dir="ltr"
          readOnly
          value={value}
        />
        <Button icon={copied ? "check" : "copy"} onClick={() => void copy()}>
          {copied ? l10n("copied") : l10n("copy")}
        </Button>
      </div>
      <span class="unseen" role="status">
        {copied && l10n("copied")}
      </span>
    </div>
  )
}
