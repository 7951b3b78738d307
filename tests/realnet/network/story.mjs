// What happens in the town in the 90 days before its end: scenes in which everybody writes at once,
// because an answer names what it answers by address and hash.
import { block, follow, like, mention, post, profile, quote, reply, repost } from './acts.mjs'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const SPAN = 88 * DAY // the last two days are left for late answers
const WINDOW = 30 * DAY
const POSTS_EACH = 3

// How long an answer takes: from a machine's instant to a day and a quarter.
const DELAYS = [1, 250, 999, SECOND, 61.5 * SECOND, 30 * MINUTE, 6 * HOUR, 30 * HOUR]
const delay = (i) => DELAYS[i % DELAYS.length]

export const scenes = [introductions, comments, answers, thanks, secondAnswers]

/** Returns moments spread evenly over a stretch of days, `shift` apart for each organisation. */
const moment = (from, span, i, count, shift = 0) => from + Math.floor(((i + 0.5) * span) / count) + shift

function introductions(town) {
  town.start = town.end - 90 * DAY
  town.greetings = town.residents.flatMap((one, i) => greetings(town, one, i))
  return [...town.greetings, ...town.residents.map((one) => profile(one, town.start)),
    ...town.leaving.flatMap((one, i) => farewell(town, one, i)),
    ...town.organisations.flatMap((one, i) => introduction(town, one, i))]
}

function greetings({ start, residents }, resident, i) {
  const total = residents.length * POSTS_EACH
  return Array.from({ length: POSTS_EACH }, (_, k) =>
    post(resident, `good morning, says ${resident.name}`, moment(start, SPAN, k * residents.length + i, total)))
}

function farewell({ organisations, start, end }, account, i) {
  const hosts = organisations.filter((one) => one.fans.includes(account))
  const host = hosts[0]
  account.questions = [mention(account, host, 'one thing before I go?', start + (i + 1) * DAY),
    mention(account, host, 'and another?', end - (i + 4) * DAY)]
  return [profile(account, start), ...hosts.map((one) => follow(account, one, start)), ...account.questions]
}

function introduction(town, one, k) {
  const { start, end } = town
  const { plan } = one
  const recent = plan.recent?.originals ?? 0
  const selfLabel = { $type: 'com.atproto.label.defs#selfLabels', values: [{ val: '!no-unauthenticated' }] }
  one.originals = [
    ...Array.from({ length: plan.originals }, (_, i) => post(one, `news ${i}`, moment(start, SPAN, i, plan.originals, k))),
    ...Array.from({ length: recent }, (_, i) => post(one, `more news ${i}`, moment(end - WINDOW, WINDOW, i, recent, k))),
    ...(plan.edges ? edges(end).map((at) => post(one, 'on the stroke of midnight', at)) : []),
  ]
  one.follows = one.friends.map((friend, i) => follow(one, friend, moment(start, SPAN, i, one.friends.length, k)))
  const twice = plan.followsTwice ? [follow(one, one.friends[0], end - 3 * DAY), follow(one, one, end - 2 * DAY)] : []
  one.followers = one.audience.map((resident, i) => follow(resident, one, moment(start, SPAN, i, one.audience.length, k)))
  one.mentions = Array.from({ length: plan.mentions }, (_, i) =>
    mention(asker(town, i + k), one, `question ${i}?`, moment(start, SPAN, i, plan.mentions, k)))
  return [profile(one, start, plan.optedOut ? { labels: selfLabel } : {}),
    ...one.originals, ...one.follows, ...twice, ...one.followers, ...one.mentions]
}

/** Returns moments just outside and just inside the window, at both ends. */
const edges = (end) => [end - WINDOW - 1, end - WINDOW, end - 1, end, end + 12 * HOUR]

const asker = ({ residents }, i) => residents[(i * 7) % residents.length]

// Two residents in turn under each original, so that threads hold several people, and some twice.
function comments(town) {
  return town.organisations.flatMap((one) => {
    const under = one.originals.slice(0, one.plan.originals)
    one.comments = Array.from({ length: one.plan.comments }, (_, i) => {
      const parent = under[(under.length - 1 - Math.floor(i / 3) + under.length) % under.length]
      return reply(asker(town, i % 3 === 2 ? i - 2 : i), parent, `comment ${i}`, parent.at + (10 + i) * MINUTE)
    })
    one.lastWords = one.plan.hostsLeaving ? town.leaving.map((who, i) => lastWord(who, under.at(-1 - i))) : []
    return [...one.comments, ...one.lastWords]
  })
}

const lastWord = (who, parent) => reply(who, parent, 'and one thing here', parent.at + HOUR)

function answers(town) {
  return town.organisations.flatMap((one) => {
    const { plan } = one
    const share = (list) => list.slice(list.length - Math.round(plan.answered * list.length))
    const farewells = plan.hostsLeaving ? town.leaving.flatMap((who) => who.questions) : []
    const asked = [...share(one.mentions), ...share(one.comments), ...farewells, ...one.lastWords]
    one.replies = asked.map((parent, i) => reply(one, parent, `answer ${i}`, parent.at + delay(i)))
    if (plan.edges) one.replies.push(...edgeReplies(town, one))
    const heard = one.comments.filter((_, i) => i % 4 === 1)
    one.likes = [...chosen(town, plan).map((subject) => like(one, subject, subject.at + 90 * SECOND)),
      ...heard.map((comment, i) => like(one, comment, comment.at + delay(i)))]
    return [...one.replies, ...one.likes, ...notConversation(town, one)]
  })
}

// On the window's edges; and one that says it came before what it answers.
function edgeReplies(town, one) {
  const { greetings: all, end } = town
  const before = (at) => all.filter((greeting) => greeting.at < at).at(-1)
  const forged = all.find((greeting) => greeting.at > end - 10 * DAY)
  return [...edges(end).map((at) => reply(one, before(at), 'at the edge', at)), reply(one, forged, 'too soon', forged.at - 5 * SECOND)]
}

function chosen({ greetings: all, end }, { likes, recent }) {
  const late = all.filter((greeting) => greeting.at >= end - WINDOW)
  const early = all.filter((greeting) => greeting.at < end - WINDOW - 5 * MINUTE)
  const some = (list, count) => Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)])
  const half = Math.floor(likes / 2)
  return [...some(early, half), ...some(late, likes - half), ...repeated(late, recent?.likes ?? 0)]
}

// More likes than posts: the same ones again, as clients now and then do.
const repeated = (list, count) => Array.from({ length: count }, (_, i) => list[i % list.length])

// What the author feed shows, or a repository holds, though nobody was talked with.
function notConversation(town, one) {
  const latest = one.originals[one.plan.originals - 1]
  const sister = town.organisations.find(({ name, plan }) => name === one.plan.sister || plan.sister === one.name)
  one.selfReplies = [reply(one, latest, 'more on this', latest.at + MINUTE)]
  one.sisterReplies = sister ? [reply(one, sister.originals[sister.plan.originals - 1], 'well said', latest.at + HOUR)] : []
  one.quotes = [quote(one, 'as they say', town.greetings.at(-1), latest.at + 2 * HOUR)]
  one.selfLikes = [like(one, latest, latest.at + MINUTE)]
  one.reposts = [repost(one, one.comments[0] ?? town.greetings[0], latest.at + DAY), repost(one, latest, latest.at + DAY)]
  return [...one.selfReplies, ...one.sisterReplies, ...one.quotes, ...one.selfLikes, ...one.reposts]
}

// Every third of those who were answered says thanks, and every other of these gets a word more.
function thanks(town) {
  return town.organisations.flatMap((one) => {
    const thankful = one.replies.filter((answer, i) => i % 3 === 0 && !town.leaving.includes(answer.parent.author))
    one.thanks = thankful.map((answer) => reply(answer.parent.author, answer, 'thank you', answer.at + 5 * MINUTE))
    // Somebody new, under an answer to somebody who will be gone: no root leads there then.
    one.asides = one.replies.filter(({ parent }) => one.lastWords.includes(parent)).map((answer, i) =>
      reply(town.residents.at(-1 - i), answer, 'I wonder too', answer.at + HOUR))
    return [...one.thanks, ...one.asides]
  })
}

function secondAnswers(town) {
  return town.organisations.flatMap((one) => {
    const more = one.thanks.filter((_, i) => i % 2 === 0).map((word, i) => reply(one, word, 'you are welcome', word.at + delay(i)))
    one.replies.push(...more)
    return more
  })
}

export function departures({ organisations, blocker, end }) {
  return organisations.filter((one) => one.plan.hostsLeaving).map((one) => block(blocker, one, end - DAY))
}
