// The hand that opens accounts on the PDS, writes their records, and closes them.
const PER_COMMIT = 200 // com.atproto.repo.applyWrites takes no more
const AT_ONCE = 4

export class Scribe {
  constructor({ pds, passphrase }) {
    this.pds = pds
    this.passphrase = passphrase
    this.records = 0
  }

  async call(method, input, authorization) {
    const headers = { 'content-type': 'application/json', 'x-ratelimit-bypass': this.passphrase }
    if (authorization) headers.authorization = authorization
    const reply = await fetch(`${this.pds.url}/xrpc/${method}`, { method: 'POST', headers, body: JSON.stringify(input) })
    const body = await reply.text()
    if (!reply.ok) throw new Error(`${method} answered ${reply.status}: ${body}`)
    return body ? JSON.parse(body) : undefined
  }

  /** Opens `<name>.test`. */
  async open(name) {
    const handle = `${name}.test`
    const form = { handle, email: `${name}@town.test`, password: this.passphrase }
    const { did, accessJwt } = await this.call('com.atproto.server.createAccount', form)
    return { name, handle, did, token: `Bearer ${accessJwt}` }
  }

  openAll(names) {
    return each(names, (name) => this.open(name))
  }

  /** Writes acts, grouped by their authors and in the order given; notes address and hash in each. */
  async write(acts) {
    const byAuthor = Map.groupBy(acts, (act) => act.author)
    await each([...byAuthor], async ([author, own]) => {
      for (let from = 0; from < own.length; from += PER_COMMIT) await this.commit(author, own.slice(from, from + PER_COMMIT))
    })
    this.records += acts.length
  }

  async commit(author, acts) {
    const writes = acts.map((act) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection: act.collection,
      rkey: act.rkey,
      value: act.value(),
    }))
    const { results } = await this.call('com.atproto.repo.applyWrites', { repo: author.did, writes }, author.token)
    acts.forEach((act, i) => Object.assign(act, { uri: results[i].uri, cid: results[i].cid }))
  }

  async rename(account, name) {
    account.was = account.handle
    account.handle = `${name}.test`
    await this.call('com.atproto.identity.updateHandle', { handle: account.handle }, account.token)
  }

  async deactivate({ token }) {
    await this.call('com.atproto.server.deactivateAccount', {}, token)
  }

  async takeDown({ did }) {
    const subject = { $type: 'com.atproto.admin.defs#repoRef', did }
    const input = { subject, takedown: { applied: true, ref: 'town' } }
    await this.call('com.atproto.admin.updateSubjectStatus', input, this.pds.adminAuth())
  }

  async remove({ did }) {
    await this.call('com.atproto.admin.deleteAccount', { did }, this.pds.adminAuth())
  }

  async tombstone({ did }) {
    const { plcClient, plcRotationKey } = this.pds.ctx
    await plcClient.tombstone(did, plcRotationKey)
  }
}

/** Applies an async action to each item, a few at once, and resolves to the results in order. */
async function each(items, action) {
  const results = new Array(items.length)
  const queue = items.entries()
  const work = async () => {
    for (const [index, item] of queue) results[index] = await action(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}
