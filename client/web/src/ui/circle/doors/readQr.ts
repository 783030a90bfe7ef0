// Reading QR codes out of pictures: by the browser where it can, else by a reader of our own that is loaded
// when it is first needed. Nothing leaves the device.

/** What can be looked at: a frame of the camera, or a picture from a file. */
export type Picture = HTMLVideoElement | ImageBitmap

/** The text of a QR code in a picture, null where there is none. */
export type Reader = (picture: Picture) => Promise<string | null>

/** A picture is read at no more than this many pixels a side: enough for a code, little enough for a phone. */
const MOST_PIXELS = 1_200

/** Not in the DOM's types: only some browsers have it. */
interface Detector {
  detect(picture: Picture): Promise<{ rawValue: string }[]>
}

interface DetectorClass {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}

/** The best reader that this browser has. */
export async function qrReader(): Promise<Reader> {
  return (await ofBrowser()) ?? ours()
}

async function ofBrowser(): Promise<Reader | null> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: DetectorClass }
  if (BarcodeDetector === undefined) return null
  // Some browsers have the name, and nothing behind it.
  const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => [])
  if (!formats.includes("qr_code")) return null
  const detector = new BarcodeDetector({ formats: ["qr_code"] })
  return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null
}

async function ours(): Promise<Reader> {
  const { default: read } = await import("jsqr")
  const canvas = document.createElement("canvas")
  const context = canvas.getContext("2d", { willReadFrequently: true })
  return async (picture) => {
    const { width, height } = fitted(sizeOf(picture), MOST_PIXELS)
    if (context === null || width === 0 || height === 0) return null
    canvas.width = width
    canvas.height = height
    context.drawImage(picture, 0, 0, width, height)
    const { data } = context.getImageData(0, 0, width, height)
    return read(data, width, height)?.data ?? null
  }
}

interface Size {
  width: number
  height: number
}

function sizeOf(picture: Picture): Size {
  return "videoWidth" in picture ? { width: picture.videoWidth, height: picture.videoHeight } : picture
}

/** A size that keeps its shape and has at most `most` on its longer side. */
export function fitted({ width, height }: Size, most: number): Size {
  const share = Math.min(1, most / Math.max(width, height, 1))
  return { width: Math.round(width * share), height: Math.round(height * share) }
}
