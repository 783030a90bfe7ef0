import { h } from "preact"
import { beforeEach, expect, test, vi } from "vitest"
import type { CircleInfo, Item } from "../../../../src/engine/api.ts"
import { CircleScreen } from "../../../../src/ui/circle/circle.tsx"
import { clearDraft } from "../../../../src/ui/circle/drafts.ts"
import { go, route } from "../../../../src/ui/screens.ts"
import { circles, progress, vault } from "../../../../src/ui/state.ts"
import { mergeItems } from "../../../../src/ui/stores.ts"
import { FakeBrowser } from "../browser.ts"
import { circle, cleared, House, KEY } from "../doors/house.ts"
import { item } from "../engine.ts"

let house: House
let held: Item[]

beforeEach(() => {
  new FakeBrowser()
  house = new House()
  held = []
  clearDraft(KEY)
  progress.value = []
  vault.value = { phase: "open", owner: true, persistent: null }
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  )
  house.engine.answer("seen", () => undefined)
  house.engine.answer("timeline", (_, before) => {
    const older = held.filter(({ index }) => before === null || index < (before as number))
    return { items: older.slice(-60), more: older.length > 60 }
  })
})
cleared(() => house)

const show = () => house.show(h(CircleScreen, { circle: KEY }))
const itemsTo = (last: number) => Array.from({ length: last }, (_, at) => item(at + 1))
const told = (more: Partial<CircleInfo>) => {
  circles.value = [circle(more)]
}

test("a circle that was entered a moment ago is waited for; one that goes away leads home", async () => {
  circles.value = []
  go({ screen: "circle", circle: KEY })
  await show()
  expect(house.page.text).toContain("One moment")
  expect(route.value.screen).toBe("circle")
  await house.rest(() => told({}))
  expect(house.page.names("h1")).toEqual(["Tea"])
  await house.rest(() => {
    circles.value = []
  })
  expect(route.value.screen).toBe("home")
})

test("where nothing was said yet, it is said what to do", async () => {
  await show()
  expect(house.page.text).toContain("Nothing has been said yet")
  await house.rest(() => told({ members: 1 }))
  expect(house.page.text).toContain("You are the first one here")
  expect(house.page.names("button")).toContain("Invite somebody")
})

test("what is unread is loaded from its beginning, and marked there", async () => {
  held = itemsTo(200)
  told({ unread: 150, firstUnread: 51 })
  await show()
  expect(house.page.text).toMatch(/New since you were here.{0,20}text 51text 52/)
  expect(house.page.text).not.toContain("text 200")
})

test("with nothing unread the newest are shown, and were read", async () => {
  held = itemsTo(200)
  await show()
  expect(house.page.all("article")).toHaveLength(60)
  expect(house.page.text).toContain("text 200")
  expect(house.engine.made("seen").at(-1)).toEqual([KEY, 200])
})

test("nothing counts as read on a page that is out of sight", async () => {
  held = itemsTo(3)
  house.page.document.visibilityState = "hidden"
  await show()
  expect(house.engine.made("seen")).toEqual([])
  house.page.document.visibilityState = "visible"
  await house.rest(() => void house.page.document.dispatchEvent(new Event("visibilitychange")))
  expect(house.engine.made("seen")).toEqual([[KEY, 3]])
})

test("what comes in is shown, and said to whoever hears the page; what is folded is not read out", async () => {
  held = itemsTo(3)
  await show()
  const log = () => house.page.all("log")[0]?.textContent.replace(/[\u2066-\u2069]/g, "")
  expect(log()).toBe("")
  await house.rest(() => mergeItems(KEY, [item(4, "good news")], []))
  expect(log()).toBe("Ono: good news")
  await house.rest(() => mergeItems(KEY, [{ ...item(5, "bad news"), cw: "news" }], []))
  expect(log()).toBe("A message from Ono")
  await house.rest(() => mergeItems(KEY, itemsTo(12).slice(5), []))
  expect(log()).toBe("7 new things")
  expect(house.page.text).toContain("text 12")
})

test("what disappears is gone from the page", async () => {
  held = itemsTo(3)
  await show()
  await house.rest(() => mergeItems(KEY, [], ["id-2"]))
  expect(house.page.text).not.toContain("text 2")
})

test("it is said what the relay is doing, and one can try at once", async () => {
  house.engine.answer("sync", () => undefined)
  told({ link: "offline", retryAt: Math.floor(Date.now() / 1000) + 20 })
  await show()
  expect(house.page.text).toMatch(/The relay cannot be reached.Trying again in (19|20) seconds/)
  await house.press("Try now")
  expect(house.engine.made("sync")).toEqual([[KEY]])
  await house.rest(() => told({ link: "connecting" }))
  expect(house.page.text).toContain("Reaching the relay")
  await house.rest(() => {
    progress.value = [{ task: "catching-up", circle: KEY, share: 0.25 }]
  })
  expect(house.page.text).toContain("Catching up")
  expect(house.page.text).toContain("25%")
})

test("what can be done in a circle follows from what one may do, and from whether it goes on", async () => {
  const open = async () => {
    await house.press("What can be done in Tea")
    const found = house.page.names("menuitem")
    await house.press("What can be done in Tea")
    return found
  }
  await show()
  const all = await open()
  expect(all).toContain("Invite somebody")
  expect(all).toContain("Leave the circle")
  await house.rest(() => told({ mayInvite: false }))
  expect(await open()).toEqual(all.filter((label) => !/Invite|come in/.test(label)))
  await house.rest(() => told({ status: "removed", mayInvite: false }))
  expect(await open()).toEqual(["Members", "Rules"])
  expect(house.page.all("textarea")).toEqual([])
})
