// The town: opens the accounts, plays the scenes of the story, lets some go, and tells the truth.
import { LEAVING, ORGANISATIONS, residentNames, stretch } from './cast.mjs'
import { crowdOf, moveIn, stranger } from './crowd.mjs'
import { Scribe } from './scribe.mjs'
import { departures, scenes } from './story.mjs'
import { truthOf } from './truth.mjs'

export async function settle(servers, { asOf, residents }) {
  const scribe = new Scribe(servers)
  const town = await open(scribe, residents)
  town.end = asOf.getTime()
  for (const [index, organisation] of town.organisations.entries()) befriend(town, organisation, index * 13)
  for (const organisation of town.organisations) await moveIn(servers.appview, organisation)
  for (const scene of scenes) await scribe.write(scene(town))
  await servers.settled() // before anybody leaves: what they did is to be known
  await scribe.write(departures(town))
  await leave(scribe, town)
  await servers.settled()
  return { asOf: asOf.toISOString(), records: scribe.records, ...truthOf(town) }
}

async function open(scribe, count) {
  const names = ORGANISATIONS.map(({ name, was }) => was ?? name)
  const accounts = await scribe.openAll(names)
  const organisations = ORGANISATIONS.map((plan, i) => Object.assign(accounts[i], { plan, name: plan.name }))
  const residents = await scribe.openAll(residentNames(count))
  const leaving = await scribe.openAll([...LEAVING.map((name) => `gone-${name}`), 'blocker'])
  const gone = Object.fromEntries(LEAVING.map((name, i) => [name, leaving[i]]))
  return { organisations, residents, leaving, gone, blocker: leaving.at(-1) }
}

/** Decides whom an organisation follows, and who follows it. */
function befriend({ residents, leaving }, organisation, offset) {
  const { followers, back, besides, strangers = 0, crowdBack = 0 } = organisation.plan
  const { hostsLeaving, followsLeaving } = organisation.plan
  organisation.crowd = crowdOf(organisation)
  organisation.audience = stretch(residents, offset, followers)
  organisation.fans = hostsLeaving || followsLeaving ? leaving : []
  organisation.friends = [
    ...organisation.audience.slice(0, back),
    ...stretch(residents, offset + followers, besides),
    ...organisation.crowd.slice(0, crowdBack),
    ...Array.from({ length: strangers }, (_, i) => stranger(organisation, i)),
    ...(followsLeaving ? leaving : []),
  ]
}

async function leave(scribe, { organisations, gone }) {
  for (const one of organisations) if (one.plan.was) await scribe.rename(one, one.plan.name)
  await scribe.deactivate(gone.deactivated)
  await scribe.takeDown(gone.takendown)
  await scribe.remove(gone.deleted)
  await scribe.remove(gone.tombstoned)
  await scribe.tombstone(gone.tombstoned)
}
