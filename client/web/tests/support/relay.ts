// A real relay for tests: `leeward-relay` as a process of its own, on a free port, with cheap work.
//
//     const relay = await Relay.start()             // in a test: onTestFinished(() => relay.stop())
//     relay.url; await relay.kill(); await relay.restart(); await relay.stop()

import { type ChildProcess, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process from "node:process"
import { fileURLToPath } from "node:url"

const COMMAND = fileURLToPath(new URL("../../../../.venv/bin/leeward-relay", import.meta.url))
const READY = "Leeward relay: listening on "
/** Bits of work that opening a box costs, unless a test says otherwise. */
const EASY = "[work]\ndifficulty = 4\n"

/** No relay outlives the tests that started it, however they end. */
const running = new Set<ChildProcess>()
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL")
})

export class Relay {
  /** Where it listens: `http://127.0.0.1:PORT`. */
  url = ""
  readonly #folder: string
  #listen = "127.0.0.1:0"
  #process: ChildProcess | null = null
  #ended: Promise<void> = Promise.resolve()

  private constructor(folder: string) {
    this.#folder = folder
  }

  /** Starts one; `config` is TOML text as in config.example.toml. */
  static async start(config = EASY): Promise<Relay> {
    const relay = new Relay(await mkdtemp(join(tmpdir(), "leeward-relay-")))
    await writeFile(relay.#path("config.toml"), config)
    await relay.restart()
    return relay
  }

  /** Starts it again on the same port and data, after `kill` or `terminate`. */
  async restart(): Promise<void> {
    const options = ["--config", this.#path("config.toml"), "--listen", this.#listen]
    const child = spawn(COMMAND, [...options, "--data", this.#path("data")], {
      stdio: ["ignore", "pipe", "pipe"],
    })
    this.#process = child
    running.add(child)
    this.#ended = new Promise((ended) => {
      child.once("exit", () => {
        running.delete(child)
        ended()
      })
    })
    this.url = await listening(child)
    this.#listen = this.url.replace("http://", "")
  }

  /** Ends it as a power cut would. */
  kill(): Promise<void> {
    return this.#end("SIGKILL")
  }

  /** Ends it in good order. */
  terminate(): Promise<void> {
    return this.#end("SIGTERM")
  }

  /** Ends it and deletes what it kept. */
  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    this.#process?.kill(signal)
    this.#process = null
    await this.#ended
  }

  #path(name: string): string {
    return join(this.#folder, name)
  }
}

/** Waits for the line that says where a relay listens. */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((ready, failed) => {
    let said = ""
    let errors = ""
    child.stderr.setEncoding("utf8")
    child.stderr.on("data", (text) => {
      errors += text
    })
    child.stdout.setEncoding("utf8")
    child.stdout.on("data", (text) => {
      said += text
      const [line, rest] = said.split("\n", 2)
      if (rest !== undefined && line?.startsWith(READY)) ready(line.slice(READY.length).trim())
    })
    child.once("error", failed)
    child.once("exit", () => failed(new Error(`the relay did not start: ${errors}`)))
  })
}
