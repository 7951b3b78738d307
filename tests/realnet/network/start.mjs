// Starts the network, settles the town in it, writes the ground truth to the file named in its only
// argument, and stays up until SIGINT or SIGTERM. README.md lists the variables.
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from './postgres.mjs'
import { openServers, stayHome } from './servers.mjs'

const ROOMY = 2 ** 30
const { env } = process
const file = process.argv[2]
if (!file) {
  console.error('usage: node network/start.mjs TRUTH.json')
  process.exit(2)
}
const ports = {
  plc: Number(env.PLC_PORT ?? 2582),
  pds: Number(env.PDS_PORT ?? 2583),
  appview: Number(env.APPVIEW_PORT ?? 2584),
}
const work = mkdtempSync(join(inMemory() ?? tmpdir(), 'followback-realnet-'))
chmodSync(work, 0o755) // PostgreSQL's user passes through
env.TMPDIR = work // where dev-env keeps the PDS's files
env.LOG_ENABLED ??= 'false'

let database
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(0))
for (const event of ['uncaughtException', 'unhandledRejection']) {
  process.on(event, (error) => {
    if (!stopping) console.error(error)
    stop(1)
  })
}
watchParent()

rmSync(file, { force: true })
stayHome()
database = await openDatabase(work)
const servers = await openServers({ database: database.url, ports, limits: env.RATE_LIMITS === '1' })
const up = process.uptime()
report(`servers up after ${up.toFixed(1)} s; the town moves in`)
const { settle } = await import('./town.mjs')
const truth = await settle(servers, {
  asOf: new Date(env.AS_OF ?? '2026-06-01T00:00:00Z'),
  residents: Number(env.RESIDENTS ?? 120),
})
truth.endpoints = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`]))
truth.seconds = { start: up, seed: process.uptime() - up }
writeFileSync(`${file}.part`, JSON.stringify(truth))
renameSync(`${file}.part`, file) // whoever sees it sees all of it
report(`ready after ${process.uptime().toFixed(1)} s: ${truth.records} records`)

/** Returns the folder of the memory file system, where there is one with room (a container's may be tiny). */
function inMemory() {
  const folder = '/dev/shm'
  if (!existsSync(folder)) return undefined
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize >= ROOMY ? folder : undefined
}

async function stop(code) {
  if (stopping) return
  stopping = true
  rmSync(file, { force: true })
  await database?.stop()
  rmSync(work, { recursive: true, force: true })
  process.exit(code)
}

/** Stops with whoever started it, where that is asked: nothing is left when a test run is killed. */
function watchParent() {
  if (env.STOP_WITH_PARENT !== '1') return
  const parent = process.ppid
  setInterval(() => process.ppid === parent || stop(1), 500).unref()
}

function report(sentence) {
  console.error(`realnet: ${sentence}`)
}
