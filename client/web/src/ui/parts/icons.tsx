// The icons: plain strokes on a grid of 24, drawn for these pages. Those that point along the line of reading
// are mirrored in right-to-left languages. An icon never speaks for itself: what it stands on has a label.

const PATHS = {
  add: "M12 5v14M5 12h14",
  back: "M15 5l-7 7 7 7",
  camera: "M4 8h3.5l1.5-2.5h6L16.5 8H20v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  danger: "M12 3.5L2.5 20h19zM12 10v4.5M12 17.2v.1",
  dots: "M12 5.6v.1M12 12v.1M12 18.4v.1",
  down: "M5 9l7 7 7-7",
  edit: "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19zM13.5 7l3.5 3.5",
  exit: "M14 4H5v16h9M10.5 12H21M17 8l4 4-4 4",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  "eye-off":
    "M4 4l16 16M9.9 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a17 17 0 0 1-2.8 3.5M6.3 7.3A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4.3-1.1M9.9 9.9a3 3 0 0 0 4.2 4.2",
  forward: "M9 5l7 7-7 7",
  home: "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
  image: "M4 5h16v14H4zM4 16l4.5-4.5L13 16l2.5-2.5L20 18M15.5 9.5v.1",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.6v.1",
  invite: "M3.5 6h17v13h-17zM3.5 7l8.5 6.5L20.5 7",
  key: "M14.5 13.5a5 5 0 1 0-4-4L3.5 16.5V20H7v-2.5h2.5V15zM15.8 8.2v.1",
  leaf: "M5 19c0-9 5-14 15-14 0 10-5 15-13 14M5 20.5c1.5-5 4.5-8.5 9-11",
  link: "M10 14a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7L11.5 6.8M14 10a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.6-1.6",
  listen:
    "M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M4.5 13.5H8V20H6a1.5 1.5 0 0 1-1.5-1.5zM19.5 13.5H16V20h2a1.5 1.5 0 0 0 1.5-1.5z",
  lock: "M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11M12 14.5v2.5",
  message: "M4 5h16v11.5h-9L6.5 20v-3.5H4z",
  mute: "M4 9.5h3.5L12 5.5v13l-4.5-4H4zM16 9.5l5 5M21 9.5l-5 5",
  offline:
    "M4 4l16 16M3 10a13 13 0 0 1 4-2.7M11 6a13.5 13.5 0 0 1 10 4M6.5 13.5A8.5 8.5 0 0 1 10 11.5M15 12a8.5 8.5 0 0 1 2.5 1.5M12 17.8v.1",
  people:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M15.5 5a3.5 3.5 0 0 1 0 6.2M18 14.5a6.5 6.5 0 0 1 3.5 5.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5a7.5 7.5 0 0 1 15 0",
  qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v2.5M17.5 20H20M14 20v.1M17.5 17.5v.1",
  react: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14a4.2 4.2 0 0 0 7 0M9 9.5v.1M15 9.5v.1",
  reload: "M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15",
  reply: "M10 5.5L3.5 12l6.5 6.5M4 12h9.5a7 7 0 0 1 7 6.5",
  send: "M4 12L20.5 4.5 16 20l-4-6.5zM12 13.5l8.5-9",
  settings:
    "M4 7h9M17.5 7H20M4 17h2.5M11 17h9M15.2 9.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM8.8 19.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6z",
  shield: "M12 3.5l7.5 2.5v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6zM9 12l2.2 2.2L15.2 10",
  star: "M12 4l2.5 5.2 5.5.8-4 4 1 5.7-5-2.7-5 2.7 1-5.7-4-4 5.5-.8z",
  trash: "M4.5 7h15M9.5 7V4h5v3M6.5 7l1 13.5h9l1-13.5M10.5 11v5.5M13.5 11v5.5",
  warn: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7.5V13M12 16.2v.1",
} as const

export type IconName = keyof typeof PATHS

const MIRRORED: ReadonlySet<IconName> = new Set([
  "back",
  "exit",
  "forward",
  "reply",
  "send",
  "listen",
  "mute",
])

/** One icon, as large as the text beside it. */
export function Icon({ name, class: extra }: { name: IconName; class?: string | undefined }) {
  const mirrored = MIRRORED.has(name) ? " icon-mirrored" : ""
  return (
    <svg
      class={`icon${mirrored}${extra === undefined ? "" : ` ${extra}`}`}
      viewBox="0 0 24 24"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
