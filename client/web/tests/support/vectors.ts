// The shared vectors of protocol/vectors, which both clients read.

const HOME = "../../../../protocol/vectors/"
const FILES = import.meta.glob<string>("../../../../protocol/vectors/*/*.json", {
  query: "?raw",
  import: "default",
})

/** What stands in a file of vectors, as the test says that it is. */
export async function vectors<T>(file: string): Promise<T> {
  const load = FILES[HOME + file]
  if (load === undefined) throw new Error(`there is no file of vectors called ${file}`)
  return JSON.parse(await load()) as T
}
