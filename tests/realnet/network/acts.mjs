// What an account can do: one record each, dated by us. Other acts are named by address and hash, so
// a value can be made only when those are written: `value` is a function.
import { TID } from '@atproto/common-web'

const CLOCK = 11
let count = 0

// Clients make the key from the time of writing, in microseconds; a pair never shares one here.
const keyOf = (at) => TID.fromTime(at * 1000 + (count++ % 1000), CLOCK).toString()

const strong = ({ uri, cid }) => ({ uri, cid })

function act(author, collection, at, fields, rkey = keyOf(at)) {
  const createdAt = new Date(at).toISOString()
  return { author, collection, at, createdAt, rkey, value: () => ({ $type: collection, ...fields(), createdAt }) }
}

export const profile = (author, at, fields = {}) =>
  act(author, 'app.bsky.actor.profile', at, () => ({ displayName: author.name, ...fields }), 'self')

export const follow = (author, subject, at) => act(author, 'app.bsky.graph.follow', at, () => ({ subject: subject.did }))

export const block = (author, subject, at) => act(author, 'app.bsky.graph.block', at, () => ({ subject: subject.did }))

export const like = (author, subject, at) => ({
  ...act(author, 'app.bsky.feed.like', at, () => ({ subject: strong(subject) })),
  subject,
})

export const repost = (author, subject, at) => ({
  ...act(author, 'app.bsky.feed.repost', at, () => ({ subject: strong(subject) })),
  subject,
})

export const post = (author, text, at, fields = () => ({})) =>
  act(author, 'app.bsky.feed.post', at, () => ({ text, langs: ['en'], ...fields() }))

export const quote = (author, text, subject, at) =>
  post(author, text, at, () => ({ embed: { $type: 'app.bsky.embed.record', record: strong(subject) } }))

export function mention(author, subject, text, at) {
  const name = `@${subject.handle}`
  const features = [{ $type: 'app.bsky.richtext.facet#mention', did: subject.did }]
  const facets = [{ index: { byteStart: 0, byteEnd: name.length }, features }]
  return post(author, `${name} ${text}`, at, () => ({ facets }))
}

/** A reply; it keeps its parent and its thread's root for the truth, and for those who reply to it. */
export function reply(author, parent, text, at) {
  const root = parent.root ?? parent
  const fields = () => ({ reply: { root: strong(root), parent: strong(parent) } })
  return { ...post(author, text, at, fields), parent, root }
}
