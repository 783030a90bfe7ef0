// A menu behind a button, for keyboard, mouse and finger (after the ARIA menu-button pattern).

import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks"
import { Icon, type IconName } from "./icons.tsx"

export interface MenuItem {
  label: string
  icon?: IconName
  danger?: boolean
  disabled?: boolean
  run: () => void
}

interface MenuProps {
  /** What the menu is for: the label of its button. */
  label: string
  icon?: IconName
  items: readonly (MenuItem | null)[]
}

/** A button that opens a list of things to do; what is null is left out. */
export function Menu({ label, icon = "dots", items }: MenuProps) {
  const id = useId()
  const [shown, setShown] = useState(false)
  const wrap = useRef<HTMLDivElement>(null)
  const close = (refocus: boolean) => {
    setShown(false)
    if (refocus) wrap.current?.querySelector("button")?.focus()
  }

  useEffect(() => {
    if (!shown) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && !wrap.current?.contains(event.target)) setShown(false)
    }
    addEventListener("pointerdown", outside)
    return () => removeEventListener("pointerdown", outside)
  }, [shown])

  return (
    <div class="menu" ref={wrap}>
      <button
        type="button"
        class="icon-button icon-button-quiet"
        aria-haspopup="menu"
        aria-expanded={shown}
        aria-controls={shown ? id : undefined}
        aria-label={label}
        title={label}
        onClick={() => setShown(!shown)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
          event.preventDefault()
          setShown(true)
        }}
      >
        <Icon name={icon} />
      </button>
      {shown && <List id={id} label={label} items={items.filter((item) => item !== null)} close={close} />}
    </div>
  )
}

interface ListProps {
  id: string
  label: string
  items: readonly MenuItem[]
  close: (refocus: boolean) => void
}

function List({ id, label, items, close }: ListProps) {
  const list = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const shown = list.current
    if (shown === null) return
    place(shown)
    buttons(shown)[0]?.focus()
    const observer = new ResizeObserver(() => place(shown))
    observer.observe(shown)
    observer.observe(document.documentElement)
    return () => observer.disconnect()
  }, [])

  const onKeyDown = (event: KeyboardEvent) => {
    const all = list.current === null ? [] : buttons(list.current)
    const at = all.findIndex((button) => button.matches(":focus"))
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1 + all.length,
      Home: 0,
      End: all.length - 1,
    }
    const to = moves[event.key]
    if (to !== undefined) {
      event.preventDefault()
      all[to % all.length]?.focus()
    } else if (event.key === "Escape") {
      event.preventDefault()
      event.stopPropagation()
      close(true)
    } else if (event.key === "Tab") {
      close(false)
    } else if (event.key.length === 1) {
      const letter = event.key.toLocaleLowerCase()
      const later = [...all.slice(at + 1), ...all.slice(0, at + 1)]
      later.find((button) => button.textContent?.trim().toLocaleLowerCase().startsWith(letter))?.focus()
    }
  }

  return (
    <div
      class="menu-list"
      id={id}
      role="menu"
      aria-label={label}
      tabIndex={-1}
      ref={list}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          type="button"
          role="menuitem"
          key={item.label}
          class={`menu-item${item.danger ? " menu-item-danger" : ""}`}
          disabled={item.disabled ?? false}
          onClick={() => {
            close(true)
            item.run()
          }}
        >
          {item.icon !== undefined && <Icon name={item.icon} />}
          <span>{item.label}</span>
        </button>
      ))}
    </div>
  )
}

function buttons(list: HTMLElement): HTMLButtonElement[] {
  return [...list.querySelectorAll<HTMLButtonElement>("button:not(:disabled)")]
}

/** Keep the list inside the window: beside its button where there is room, above it where there is none below. */
function place(list: HTMLElement): void {
  const anchor = list.parentElement?.getBoundingClientRect()
  if (anchor === undefined) return
  const { width, height } = list.getBoundingClientRect()
  const gap = 8
  const below = anchor.bottom + gap + height <= innerHeight
  const rightward = anchor.left + width + gap <= innerWidth
  const leftward = anchor.right - width >= gap
  const towardsEnd = document.documentElement.dir === "rtl" ? !leftward : rightward
  const left = towardsEnd ? anchor.left : anchor.right - width
  const top = below ? anchor.bottom + gap : anchor.top - height - gap
  const inside = (at: number, end: number) => `${Math.max(gap, Math.min(at, end - gap))}px`
  list.style.setProperty("--menu-left", inside(left, innerWidth - width))
  list.style.setProperty("--menu-top", inside(top, innerHeight - height))
}
