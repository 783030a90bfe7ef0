// A QR code, drawn from elements: one path of all dark squares on a light ground, in every theme, since
// readers look for dark on light. What computes it is loaded when a code is first shown.

import { useEffect, useState } from "preact/hooks"

/** The light edge that readers need around a code, in squares. */
const EDGE = 4

interface QrProps {
  text: string
  /** What it is, for those who do not see it. */
  label: string
}

interface Squares {
  size: number
  data: readonly (readonly boolean[])[]
}

/** A text as a QR code; an empty ground until it is drawn. */
export function Qr({ text, label }: QrProps) {
  const [{ size, data }, setSquares] = useState<Squares>({ size: 1, data: [] })
  useEffect(() => {
    let wanted = true
    const draw = async () => {
      const { encode } = await import("uqr")
      if (wanted) setSquares(encode(text, { ecc: "M", border: EDGE }))
    }
    draw().catch(() => undefined) // the invite stands beside it in letters
    return () => {
      wanted = false
    }
  }, [text])
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path class="qr-dark" d={pathOf(data)} />
    </svg>
  )
}

/** The dark squares as a path, a stroke for each run of them in a row. */
export function pathOf(rows: readonly (readonly boolean[])[]): string {
  const strokes: string[] = []
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x += 1) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x += 1
      const length = x + 1 - from
      strokes.push(`M${from} ${y}h${length}v1h-${length}z`)
    }
  })
  return strokes.join("")
}
