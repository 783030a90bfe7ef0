// Scanning an invite: through the camera, or out of a picture that somebody sent.

import { useId, useRef, useState } from "preact/hooks"
import { l10n } from "../../../locale/locale.ts"
import { Button } from "../../parts/button.tsx"
import { Sheet } from "../../parts/dialog.tsx"
import { Notice } from "../../parts/notice.tsx"
import { Spinner } from "../../parts/progress.tsx"
import { useCamera } from "./camera.ts"
import { qrReader } from "./readQr.ts"

interface ScanProps {
  /** What the code says, whatever it is. */
  onFound: (text: string) => void
  onClose: () => void
}

/** The panel that looks for a QR code. */
export function ScanPanel({ onFound, onClose }: ScanProps) {
  const video = useRef<HTMLVideoElement>(null)
  const camera = useCamera(video, onFound)
  const sees = camera === "starting" || camera === "looking"
  return (
    <Sheet title={l10n("doors-join-scan")} onClose={onClose}>
      {sees && (
        <div class="scan">
          <video class="scan-video" ref={video} muted playsInline aria-label={l10n("doors-scan-camera")} />
          <p class="soft">{l10n("doors-scan-how")}</p>
        </div>
      )}
      {camera === "starting" && <Spinner label={l10n("doors-scan-starting")} />}
      {!sees && (
        <Notice tone="warn" announce>
          <p>{l10n(`doors-scan-${camera}`)}</p>
        </Notice>
      )}
      <PictureFile onFound={onFound} />
    </Sheet>
  )
}

/** A picture out of a file. */
function PictureFile({ onFound }: Pick<ScanProps, "onFound">) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [state, setState] = useState<"idle" | "reading" | "nothing">("idle")

  const read = async (file: File) => {
    setState("reading")
    try {
      const picture = await createImageBitmap(file)
      const text = await (await qrReader())(picture)
      picture.close()
      if (text !== null && text !== "") return onFound(text)
    } catch {
      // It is no picture, or of a kind that the browser does not know: there is no code in it either way.
    }
    setState("nothing")
  }

  return (
    <div class="stack stack-close">
      <input
        class="unseen"
        id={id}
        ref={field}
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label={l10n("doors-scan-picture")}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          if (file !== undefined) void read(file)
          // The same picture may be chosen again.
          event.currentTarget.value = ""
        }}
      />
      <Button icon="image" busy={state === "reading"} onClick={() => field.current?.click()}>
        {l10n("doors-scan-picture")}
      </Button>
      <div role="status">
        {state === "nothing" && (
          <Notice tone="warn">
            <p>{l10n("doors-scan-nothing")}</p>
          </Notice>
        )}
      </div>
    </div>
  )
}
