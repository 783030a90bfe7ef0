"""How a page looks to those who see, use and hear it in other ways: what is wrong with it, in words."""

from collections.abc import Sequence

from playwright.async_api import Page

from support.browser import DESKTOP, PHONE, SMALLEST, Device, Person

ORDINARY = {"standard": 16, "fixed": 13}
DOUBLE = {"standard": 32, "fixed": 26}
"""The sizes of text, in pixels, that somebody chose in their browser."""

FRAME = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
"""Until whatever answers to a change of the page has been told of it, and has answered."""

OUT_OF_REACH = """async () => {
  const frame = FRAME
  const faults = []
  const name = (one) => `${one.localName}.${one.className} ${one.ariaLabel ?? one.textContent}`
  const page = document.documentElement
  if (page.scrollWidth > innerWidth) faults.push(`the page is ${page.scrollWidth} wide`)
  for (const one of document.body.querySelectorAll("*")) {
    const scrolls = /auto|scroll/.test(getComputedStyle(one).overflowX)
    if (scrolls && one.scrollWidth > one.clientWidth + 1) faults.push(`scrolls sideways: ${name(one)}`)
  }

  const at = (one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return document.elementFromPoint((left + right) / 2, (top + bottom) / 2)
  }
  const bare = (one) => {
    const hit = at(one)
    return one.contains(hit) || hit?.contains(one) || hit?.closest("label")?.control === one
  }
  const reached = async (one) => {
    for (const block of ["center", "start"]) {
      one.scrollIntoView({ block, inline: "nearest", behavior: "instant" })
      if (bare(one)) return true
      await frame()
      if (bare(one)) return true
    }
    return false
  }
  // What lies on top makes the rest inert.
  const menu = document.querySelector("[role=menu]")
  const top = menu ?? [...document.querySelectorAll("dialog[open]")].at(-1) ?? document
  for (const one of top.querySelectorAll("a, button, input, select, textarea, [tabindex='0']")) {
    if (one.disabled || !one.checkVisibility({ visibilityProperty: true })) continue
    if (!(await reached(one))) faults.push(`covered: ${name(one)}: by ${at(one)?.outerHTML}`)
    const { left, right } = one.getBoundingClientRect()
    if (left < -0.5 || right > innerWidth + 0.5) faults.push(`beyond the edge: ${name(one)}`)
  }
  return faults
}""".replace("FRAME", FRAME)

NOT_APART = """(names) => {
  const faults = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode
    for (const name of names) {
      const apart = parentElement.closest("bdi, [dir=auto]") || data.includes(`\u2068${name}\u2069`)
      if (data.includes(name) && !apart) faults.push(data)
    }
  }
  return faults
}"""

AT_REST = """() => {
  const lasts = (one) => one.effect.getComputedTiming().endTime === Infinity
  const passing = document.getAnimations().filter((one) => !lasts(one))
  return Promise.all(passing.map((one) => one.finished.catch(() => null)))
}"""


async def out_of_reach(page: Page) -> list[str]:
    """Controls that cannot be pressed, and whatever can only be seen by scrolling sideways."""
    faults: list[str] = await page.evaluate(OUT_OF_REACH)
    return faults


async def not_apart(page: Page, names: Sequence[str]) -> list[str]:
    """Texts in which a name is not set apart, so that its letters can turn those beside it around."""
    faults: list[str] = await page.evaluate(NOT_APART, list(names))
    return faults


async def seen_by(page: Page, device: Device, *, dark: bool = False) -> None:
    """Show a page in the window of a device, in light or dark, and let it come to rest."""
    await page.set_viewport_size({"width": device.width, "height": device.height})
    await page.emulate_media(color_scheme="dark" if dark else "light")
    await page.evaluate(FRAME)
    await page.evaluate(AT_REST)


async def text_sizes(page: Page, sizes: dict[str, int]) -> None:
    """Give text the sizes that a browser's settings can."""
    session = await page.context.new_cdp_session(page)
    await session.send("Page.setFontSizes", {"fontSizes": sizes})
    await session.detach()


async def faults_of(person: Person, dark: Device, names: Sequence[str]) -> dict[str, list[str]]:
    """
    All that is wrong with a page as it stands, by the way in which it is looked at.

    It is looked at on a phone and a desktop, of which `dark` is dark and the other light, in the smallest
    window, and with text of twice the size. `names` are those that people chose.
    """
    page = person.page
    faults = {"names": await not_apart(page, names)}
    for device in (DESKTOP, PHONE):
        await seen_by(page, device, dark=device is dark)
        faults.setdefault("axe", []).extend(await person.broken())
    await seen_by(page, SMALLEST)
    faults["smallest"] = await out_of_reach(page)
    await text_sizes(page, DOUBLE)
    await seen_by(page, PHONE)
    faults["large"] = await out_of_reach(page)
    await text_sizes(page, ORDINARY)
    return faults
