// Bluesky's own servers, wired together on loopback: PLC directory, PDS and AppView.
import { Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

const LOOPBACK = '127.0.0.1'
const SCHEMA = 'followback'
const PASSPHRASE = 'loopback only'
const INDEXED_WITHIN = 180_000

/** Makes every server that names no address listen on loopback alone. */
export function stayHome() {
  const { listen } = Server.prototype
  Server.prototype.listen = function (where, ...rest) {
    const namesAddress = typeof where !== 'number' || typeof rest[0] === 'string'
    return listen.call(this, where, ...(namesAddress ? rest : [LOOPBACK, ...rest]))
  }
}

/** Starts the servers; `limits` makes the PDS enforce its rate limits on all but the seeding. */
export async function openServers({ database, ports, limits }) {
  const { TestBsky, TestBsync, TestPds, TestPlc, mockNetworkUtilities } = await import('@atproto/dev-env')
  const plc = await TestPlc.create({ port: ports.plc })
  const bsync = await TestBsync.create({ apiKeys: [PASSPHRASE], dbUrl: database, dbSchema: `${SCHEMA}_bsync` })
  const appview = await TestBsky.create({
    port: ports.appview,
    publicUrl: `http://${LOOPBACK}:${ports.appview}`,
    plcUrl: plc.url,
    pdsPort: ports.pds,
    repoProvider: `ws://localhost:${ports.pds}`,
    bsyncUrl: bsync.url,
    bsyncApiKey: PASSPHRASE,
    dbPostgresUrl: database,
    dbPostgresSchema: SCHEMA,
  })
  bsync.ctx.dataplaneClients = [appview.ctx.dataplane]
  const pds = await TestPds.create({
    port: ports.pds,
    hostname: 'localhost',
    didPlcUrl: plc.url,
    bskyAppViewUrl: appview.url,
    bskyAppViewDid: appview.ctx.cfg.serverDid,
    ...(limits && { rateLimitsEnabled: true, rateLimitBypassKey: PASSPHRASE, rateLimitBypassIps: [] }),
  })
  mockNetworkUtilities(pds, appview) // handles under .test resolve at the PDS
  return { plc, pds, appview, passphrase: PASSPHRASE, settled: () => settled(pds, appview) }
}

/** Resolves when the AppView has indexed all that the PDS has announced. */
async function settled(pds, appview) {
  await pds.processAll()
  const last = (await pds.ctx.sequencer.curr()) ?? 0
  for (const end = Date.now() + INDEXED_WITHIN; Date.now() < end; await pause(20)) {
    await appview.sub.processAll()
    if ((await appview.sub.getCursor()) >= last) return appview.sub.processAll()
  }
  throw new Error(`the AppView did not index everything within ${INDEXED_WITHIN / 1000} s`)
}
