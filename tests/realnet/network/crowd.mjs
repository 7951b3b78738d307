// Thousands of followers at the price of some rows: accounts of which the AppView's index knows that
// they exist and whom they follow, as if they lived on PDSs elsewhere; and DIDs that nobody has.
import { createHash } from 'node:crypto'

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
const INSERTED_AT_ONCE = 1000

const letters = (text, length) =>
  Array.from(createHash('sha512').update(text).digest().subarray(0, length), (byte) => BASE32[byte % 32]).join('')

const didOf = (text) => `did:plc:${letters(text, 24)}`

export const stranger = ({ name }, i) => ({ did: didOf(`${name} stranger ${i}`) })

export const crowdOf = ({ name, plan }) =>
  Array.from({ length: plan.crowd ?? 0 }, (_, i) => ({ did: didOf(`${name} crowd ${i}`), handle: `crowd-${name}-${i}.test` }))

/** Puts an organisation's crowd into the index; its next real follower brings its printed count up to date. */
export async function moveIn(appview, organisation) {
  const { db } = appview.db
  const follows = organisation.crowd.map(({ did }, i) => followOf(did, organisation.did, new Date(i * 1000).toISOString()))
  for (let from = 0; from < follows.length; from += INSERTED_AT_ONCE) {
    const to = from + INSERTED_AT_ONCE
    const indexedAt = new Date(0).toISOString()
    const actors = organisation.crowd.slice(from, to).map(({ did, handle }) => ({ did, handle, indexedAt }))
    await db.insertInto('actor').values(actors).execute()
    await db.insertInto('record').values(follows.slice(from, to).map(recordOf)).execute()
    await db.insertInto('follow').values(follows.slice(from, to)).execute()
  }
}

const followOf = (creator, subjectDid, at) => ({
  uri: `at://${creator}/app.bsky.graph.follow/2222222222222`,
  cid: `bafyrei${letters(`${creator} ${subjectDid}`, 52)}`,
  creator,
  subjectDid,
  createdAt: at,
  indexedAt: at,
})

const recordOf = ({ uri, cid, creator: did, subjectDid: subject, createdAt, indexedAt }) => {
  const json = JSON.stringify({ $type: 'app.bsky.graph.follow', subject, createdAt })
  return { uri, cid, did, json, indexedAt }
}
