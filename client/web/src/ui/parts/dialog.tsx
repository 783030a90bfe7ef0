// Dialogs and sheets: native `<dialog>`s, so that the browser keeps focus inside and Escape closes them. What
// lies behind a modal dialog cannot be pressed, so each one carries the exit itself.

import type { ComponentChildren, RefObject } from "preact"
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks"
import { l10n } from "../../locale/locale.ts"
import { ExitButton } from "../exit/button.tsx"
import { Button, IconButton } from "./button.tsx"
import { Toasts, useOpen } from "./toasts.tsx"

interface DialogProps {
  title: string
  onClose: () => void
  children: ComponentChildren
  /** The buttons at its end. */
  actions?: ComponentChildren
  /** Warns before something that cannot be undone: it takes an answer, a press outside closes nothing. */
  alert?: boolean
}

/** A dialog in the middle of the page. It is open as long as it is rendered. */
export function Dialog(props: DialogProps) {
  return <Modal {...props} look="dialog" />
}

/** A sheet from below on phones, a dialog on larger screens. It is open as long as it is rendered. */
export function Sheet(props: DialogProps) {
  return <Modal {...props} look="sheet" />
}

function Modal({ title, onClose, children, actions, alert = false, look }: DialogProps & { look: string }) {
  const id = useId()
  const element = useRef<HTMLDialogElement>(null)
  const body = useRef<HTMLDivElement>(null)
  const scrolls = useScrolls(body)

  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      // Back to where the person was, if that is still there.
      if (before instanceof HTMLElement) queueMicrotask(() => before.isConnected && before.focus())
    }
  }, [])
  useOpen(element)

  useEffect(() => {
    element.current?.querySelector<HTMLElement>("[data-autofocus]")?.focus()
  }, [])

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape, which the dialog handles itself, is the key for it.
    <dialog
      ref={element}
      class={`modal modal-${look}`}
      role={alert ? "alertdialog" : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (!alert && event.target === element.current) onClose()
      }}
    >
      <div class="modal-box">
        <header class="modal-head">
          <IconButton icon="close" label={l10n("close")} onClick={onClose} />
          <h2 class="modal-title" id={id}>
            {title}
          </h2>
          <ExitButton />
        </header>
        <div
          class="modal-body"
          ref={body}
          {...(scrolls ? { tabIndex: 0, role: "group", "aria-labelledby": id } : {})}
        >
          {children}
        </div>
        {actions !== undefined && <footer class="modal-actions">{actions}</footer>}
      </div>
      <Toasts dialog={element} />
    </dialog>
  )
}

const CONTROLS = "a, button, input, select, textarea"

/** Whether keys have to be let into an element, since it is longer than its room and has nothing to go to. */
function useScrolls(element: RefObject<HTMLElement | null>): boolean {
  const [scrolls, setScrolls] = useState(false)
  useLayoutEffect(() => {
    const shown = element.current
    if (shown === null) return
    const look = () =>
      setScrolls(shown.scrollHeight > shown.clientHeight && shown.querySelector(CONTROLS) === null)
    const observer = new ResizeObserver(look)
    observer.observe(shown)
    return () => observer.disconnect()
  }, [])
  return scrolls
}

interface ConfirmProps {
  title: string
  children: ComponentChildren
  /** What is about to be done, as the text of its button. */
  action: string
  danger?: boolean
  busy?: boolean
  /** It cannot be confirmed yet. */
  disabled?: boolean
  onConfirm: () => void
  onClose: () => void
}

/** A question before something is done. */
export function Confirm(props: ConfirmProps) {
  const {
    title,
    children,
    action,
    danger = false,
    busy = false,
    disabled = false,
    onConfirm,
    onClose,
  } = props
  return (
    <Dialog
      title={title}
      alert
      onClose={onClose}
      actions={
        <>
          <Button kind="quiet" onClick={onClose}>
            {l10n("cancel")}
          </Button>
          <Button kind={danger ? "danger" : "primary"} busy={busy} disabled={disabled} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  )
}
