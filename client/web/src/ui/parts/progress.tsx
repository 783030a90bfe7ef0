// Long work that is under way.

import { percent } from "../../locale/moments.ts"

interface ProgressProps {
  /** What is being done. */
  label: string
  /** From 0 to 1; null where it cannot be told. */
  share: number | null
}

/** A bar with a sentence. */
export function Progress({ label, share }: ProgressProps) {
  return (
    <div class="progress">
      <div class="progress-line">
        <span>{label}</span>
        {share !== null && <span class="progress-share">{percent(share)}</span>}
      </div>
      <progress class="progress-bar" max={1} value={share ?? undefined} aria-label={label} />
    </div>
  )
}

/** A circle that turns, where the wait is short or unknown. */
export function Spinner({ label }: { label: string }) {
  return (
    <p class="waiting" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{label}</span>
    </p>
  )
}
