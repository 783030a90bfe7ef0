// A section of the settings.

import type { ComponentChildren } from "preact"

/** One section, under its heading. */
export function Section({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="section">
      <h2 class="section-title">{title}</h2>
      {children}
    </section>
  )
}
