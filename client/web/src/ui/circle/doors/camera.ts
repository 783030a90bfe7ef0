// The camera, while it is needed and no longer: its light goes out when the panel closes.

import type { RefObject } from "preact"
import { useEffect, useState } from "preact/hooks"
import { qrReader } from "./readQr.ts"

/** Why there is no picture. */
export type CameraFault = "refused" | "none" | "busy" | "unable"

export type CameraState = "starting" | "looking" | CameraFault

const BETWEEN_MS = 200

const FAULTS: Readonly<Record<string, CameraFault>> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "none",
  OverconstrainedError: "none",
  NotReadableError: "busy",
  AbortError: "busy",
}

/** Which fault an error of `getUserMedia` means. */
export function faultOf(error: unknown): CameraFault {
  return (error instanceof Error ? FAULTS[error.name] : undefined) ?? "unable"
}

/**
 * Look for a QR code through the camera, into `video`, until one is found or the element goes away. While the
 * page is out of sight the camera is off.
 */
export function useCamera(
  video: RefObject<HTMLVideoElement | null>,
  onFound: (text: string) => void,
): CameraState {
  const [state, setState] = useState<CameraState>("starting")
  const seen = usePageInSight()

  useEffect(() => {
    if (!seen) return
    setState("starting")
    const ended = new AbortController()
    const { signal } = ended
    const look = async () => {
      const stream = await cameraStream()
      signal.addEventListener("abort", () => stop(stream))
      if (signal.aborted) return stop(stream)
      const shown = video.current
      if (shown === null) return ended.abort()
      shown.srcObject = stream
      await shown.play()
      setState("looking")
      const read = await qrReader()
      while (!signal.aborted) {
        const text = await read(shown).catch(() => null) // a frame that cannot be read: the next one may
        if (signal.aborted) return
        if (text !== null && text !== "") return onFound(text)
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS))
      }
    }
    look().catch((error: unknown) => {
      if (signal.aborted) return
      ended.abort()
      setState(faultOf(error))
    })
    return () => ended.abort()
  }, [seen])

  return state
}

/** Whether the page is in front of somebody. */
function usePageInSight(): boolean {
  const [seen, setSeen] = useState(() => document.visibilityState === "visible")
  useEffect(() => {
    const changed = () => setSeen(document.visibilityState === "visible")
    document.addEventListener("visibilitychange", changed)
    return () => document.removeEventListener("visibilitychange", changed)
  }, [])
  return seen
}

function cameraStream(): Promise<MediaStream> {
  // Outside of secure contexts browsers have no cameras at all.
  const media = navigator.mediaDevices as MediaDevices | undefined
  if (media === undefined) return Promise.reject(new Error("no camera"))
  return media.getUserMedia({ video: { facingMode: "environment" }, audio: false })
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}
