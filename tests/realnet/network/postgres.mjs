// A PostgreSQL cluster that lives and dies with the network: the AppView keeps its index in it.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

const ROOT = '/usr/lib/postgresql'
const SUPERUSER = 'followback'

// Nothing here has to survive a power cut.
const HASTY = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  dynamic_shared_memory_type: 'mmap', // inside the folder, so that nothing stays behind
  max_connections: 100,
}

/** Creates and starts a cluster under `folder`; resolves to `{ url, stop }`. */
export async function openDatabase(folder) {
  const home = join(folder, 'postgres')
  mkdirSync(home, { mode: 0o700 })
  const as = unprivileged(home)
  const port = await unusedPort()
  program('initdb', ['--pgdata', home, '--auth', 'trust', '--username', SUPERUSER, '--encoding', 'UTF8', '--no-sync'], as)
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: home, ...HASTY }
  const options = Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const server = spawn(binary('postgres'), ['-D', home, ...options], { ...as, stdio: 'ignore' })
  for (const socket = join(home, `.s.PGSQL.${port}`); !existsSync(socket); await pause(50)) {
    if (server.exitCode !== null) throw new Error(`postgres ended with ${server.exitCode} before it was ready`)
  }
  return { url: `postgresql://${SUPERUSER}@127.0.0.1:${port}/postgres`, stop: () => halt(server) }
}

async function halt(server) {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGINT') // a fast shutdown: sessions are cut off
  await once(server, 'exit')
}

/** Returns how to run a program that refuses root: as the user whom the Debian package makes. */
function unprivileged(home) {
  if (process.getuid() !== 0) return { cwd: '/' }
  const number = (flag) => Number(execFileSync('id', [flag, 'postgres']))
  const [uid, gid] = [number('-u'), number('-g')]
  chownSync(home, uid, gid)
  return { cwd: '/', uid, gid }
}

function program(name, args, options) {
  execFileSync(binary(name), args, { ...options, stdio: ['ignore', 'ignore', 'inherit'] })
}

function binary(name) {
  if (process.env.PG_BIN) return join(process.env.PG_BIN, name)
  const versions = existsSync(ROOT) ? readdirSync(ROOT).map(Number).filter(Number.isFinite) : []
  if (!versions.length) throw new Error(`no PostgreSQL under ${ROOT}: install it, or name its folder in PG_BIN`)
  return join(ROOT, String(Math.max(...versions)), 'bin', name)
}

async function unusedPort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  probe.close()
  await once(probe, 'close')
  return port
}
