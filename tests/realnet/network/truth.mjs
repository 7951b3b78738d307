// The ground truth, as plain data: made from what was written, never from what the servers say.
const identity = ({ handle, did }) => ({ handle, did })
const brief = (act) => ({ uri: act.uri, createdAt: act.createdAt })
const received = (act) => ({ ...brief(act), author: act.author.did })
const answering = (act) => ({ ...received(act), root: act.root.uri, parent: act.parent.uri })
const distinct = (items) => [...new Set(items)]

export function truthOf(town) {
  const { organisations, residents, gone, blocker } = town
  return {
    organisations: organisations.map((one) => organisationOf(one, town)),
    accounts: residents.map(identity),
    crowd: organisations.flatMap((one) => one.crowd.map(identity)),
    gone: Object.fromEntries(Object.entries(gone).map(([name, account]) => [name, identity(account)])),
    blocker: identity(blocker),
    missing: { handle: 'nobody.test', did: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' },
  }
}

function organisationOf(one, { organisations, leaving, gone, blocker }) {
  const blockers = one.plan.hostsLeaving ? [blocker] : []
  const hidden = one.fans.filter((fan) => blockers.includes(fan) || Object.values(gone).includes(fan))
  const shown = one.fans.filter((fan) => !hidden.includes(fan))
  const followers = [...one.audience, ...one.crowd, ...shown].map(({ did }) => did)
  const follows = distinct(one.friends.map(({ did }) => did))
  const mutual = new Set(followers)
  const itself = one.plan.followsTwice ? 1 : 0
  const posts = [...one.originals, ...one.quotes]
  return {
    ...identity(one),
    ...(one.was && { was: one.was }),
    slug: one.plan.slug,
    kind: one.plan.kind,
    sector: one.plan.sector,
    role: one.plan.role,
    optedOut: Boolean(one.plan.optedOut),
    followers,
    follows,
    mutuals: follows.filter((did) => mutual.has(did)).length,
    // Of those who left or block it, their follow is printed in its count of followers, whatever became
    // of them, and shown in no list. getRelationships still shows it unless the account is deleted.
    hiddenFollowers: hidden.map(({ did }) => did),
    hiddenMutuals: hidden.filter((fan) => one.friends.includes(fan) && standing(fan, gone)).length,
    sisters: organisations.filter(({ plan }) => plan.slug === one.plan.slug && plan !== one.plan).map(({ did }) => did),
    blockedBy: blockers.map(({ did }) => did),
    // What the profile prints: a follow of itself counts on both sides, a second of the same account on none.
    printed: {
      followers: followers.length + hidden.length + itself,
      follows: follows.length + itself,
      posts: posts.length + one.replies.length + one.selfReplies.length + one.sisterReplies.length,
    },
    followRecords: one.friends.length + 2 * itself,
    posts: one.originals.length,
    originals: posts.map(brief),
    mentions: one.mentions.map(received),
    comments: [...one.comments, ...one.asides].map(answering),
    replies: one.replies.map((reply) => replyOf(reply, leaving)),
    conversations: distinct(one.replies.map(({ root }) => root.uri)).length,
    likes: one.likes.map((like) => ({ ...brief(like), subject: like.subject.uri })),
    selfReplies: one.selfReplies.map(brief),
    sisterReplies: one.sisterReplies.map(brief),
    reposts: one.reposts.map((act) => ({ ...brief(act), subject: act.subject.uri })),
    selfReply: one.selfReplies[0].uri,
    selfLike: one.selfLikes[0].uri,
    repost: one.reposts[0].uri,
  }
}

const standing = (account, gone) => account !== gone.deleted && account !== gone.tombstoned

function replyOf(reply, leaving) {
  const { parent, root } = reply
  return {
    ...brief(reply),
    root: root.uri,
    parent: parent.uri,
    parentAuthor: parent.author.did,
    parentCreatedAt: parent.createdAt,
    seconds: (reply.at - parent.at) / 1000,
    parentHidden: leaving.includes(parent.author), // the AppView shows no such parent
  }
}
